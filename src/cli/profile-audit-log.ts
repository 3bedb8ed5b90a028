import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { LogSet } from '../audit-log/log-set.ts';
import { type EventTaker, readEvents, wholeEvents } from '../audit-log/read-log.ts';
import { readStretch } from '../audit-log/read-stretch.ts';
import { shellLine } from '../core/shell-line.ts';
import type { NamedCount } from '../core/lost-events.ts';
import type { TrafficProfile } from '../core/traffic-profile.ts';
import { formatCount, formatRatio } from '../core/units.ts';
import { formatMoment } from '../core/utc.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import type { UsualLine } from '../events/usual-line.ts';
import { pathExists, writeFileAtomic, writeSecretFile } from '../platform/files.ts';
import { anonymiser } from '../profile/anonymise.ts';
import { Combinations } from '../profile/policy-cost.ts';
import { Mix } from '../profile/mix.ts';
import { scenarioOf } from '../profile/scenario.ts';
import { Traffic } from '../profile/traffic.ts';
import { LONGEST_WHOLE_MS, stretchOf, USUAL_BUSIEST_MS, type Window } from '../profile/window.ts';
import { profileLines } from '../report/profile-lines.ts';
import { profileMarkdown } from '../report/profile-markdown.ts';
import { readUserFile } from './load-files.ts';
import { loadPolicy } from './load-policy.ts';
import { rulesTable } from './policy-cost.ts';
import { openLogReading } from './log-reading.ts';
import { note, say } from './output.ts';

interface ProfileAuditLog {
  readonly auditLog: readonly string[];
  /** `null`: whatever suits the record. */
  readonly window: Window | null;
  readonly policy?: string;
  readonly anonymise?: string;
  readonly name: string;
  readonly out: string;
  readonly json: boolean;
}

/** Reads audit logs, tells what their load is like, and writes a scenario with it. */
export async function profileAuditLog(args: ProfileAuditLog): Promise<void> {
  const { sets, account, progress, options } = await openLogReading(args.auditLog);
  const policy = args.policy === undefined ? null : { file: args.policy, source: await loadPolicy(args.policy) };
  const shown = args.anonymise === undefined ? (event: AuditEvent) => event : anonymiser(await keyOf(args.anonymise));
  try {
    const traffic = new Traffic();
    const combinations = new Combinations('ResponseComplete', policy === null ? [] : [policy.source.policy]);
    const onEvent = (event: AuditEvent): void => {
      traffic.add(shown(event));
      if (policy !== null) combinations.add(event);
    };
    const onLine = (line: UsualLine): boolean => {
      traffic.addLine(line);
      return true;
    };
    // A policy decides by all of an event, and names are hashed in whole events.
    const isWhole = policy !== null || args.anonymise !== undefined;
    const taker = isWhole ? wholeEvents(onEvent) : { onLine, onEvent };
    const sources = await readTraffic(sets, taker, options);
    account.requireEvents(args.auditLog);
    const profile = traffic.profile(sources);
    const stretch = stretchOf(args.window ?? suitable(profile), traffic.seconds);
    const mix = new Mix(stretch, traffic.countedStage);
    progress.step('reading the window of the scenario');
    for (const set of sets) await readStretch(set, stretch, (event) => mix.add(shown(event)));
    progress.stop();
    for (const line of account.sentences()) note(line);
    const scenario = scenarioOf({ name: args.name, profile, mix, stretch, policyFile: args.policy ?? null });
    await writeFileAtomic(join(args.out, 'profile.json'), `${JSON.stringify(profile, null, 2)}\n`);
    await writeFileAtomic(join(args.out, 'profile.md'), profileMarkdown(profile));
    const { profilePage } = await import('../report/profile-page.ts');
    await writeFileAtomic(join(args.out, 'profile.html'), await profilePage(profile));
    if (scenario !== null) await writeFileAtomic(join(args.out, 'scenario.yaml'), scenario.text);
    if (args.json) console.log(JSON.stringify({ profile, leftOut: mix.leftOut(), stretch }, null, 2));
    else for (const line of profileLines(profile)) say(line);
    if (args.json) return;
    console.log('');
    if (policy !== null) {
      console.log(rulesTable(combinations.cost(policy.source.policy), policy.file, policy.source.text));
      console.log('');
    }
    for (const line of closing(args, mix, stretch, scenario)) say(line);
  } finally {
    progress.stop();
  }
}

async function readTraffic(
  sets: readonly LogSet[],
  taker: EventTaker,
  reading: Parameters<typeof readEvents>[2],
): Promise<readonly NamedCount[]> {
  const sources: NamedCount[] = [];
  for (const set of sets) {
    const before = reading.account.events;
    await readEvents(set, taker, reading);
    sources.push({ name: set.name, count: reading.account.events - before });
  }
  return sources;
}

function suitable({ firstMs, lastMs }: TrafficProfile): Window {
  return lastMs - firstMs <= LONGEST_WHOLE_MS ? 'whole' : { busiestMs: USUAL_BUSIEST_MS };
}

function closing(
  { out }: ProfileAuditLog,
  mix: Mix,
  { startMs, endMs }: ReturnType<typeof stretchOf>,
  scenario: ReturnType<typeof scenarioOf>,
): readonly string[] {
  const left = mix.leftOut();
  const leftRequests = left.reduce((sum, { requests }) => sum + requests, 0);
  const all = mix.requests + leftRequests;
  const what = `the ${formatCount(all)} requests from ${formatMoment(startMs)} to ${formatMoment(endMs)}`;
  const leftLines =
    leftRequests === 0
      ? []
      : [
          `Left out of it: ${formatCount(leftRequests)} of ${what} (${formatRatio(leftRequests / Math.max(1, all))}), which no load can send:`,
          ...left.map(({ reason, requests }) => `  ${formatCount(requests)} ${reason}`),
        ];
  if (scenario === null) return ['No scenario was written: none of the requests can be sent.', ...leftLines];
  const rare =
    scenario.rareRequests === 0
      ? []
      : [`${formatCount(scenario.rareRequests)} requests of rare kinds are sent as the others are.`];
  return [
    `${join(out, 'scenario.yaml')}: ${what}.`,
    ...leftLines,
    ...rare,
    `Report: ${join(out, 'profile.html')}`,
    `Next: audit-bench run ${shellLine([join(out, 'scenario.yaml')])}`,
  ];
}

const KEY_BYTES = 32;

/** The key of the user's, made where it is not there. */
async function keyOf(file: string): Promise<Buffer> {
  if (!(await pathExists(file))) await writeSecretFile(file, `${randomBytes(KEY_BYTES).toString('hex')}\n`);
  return Buffer.from((await readUserFile(file)).trim());
}
