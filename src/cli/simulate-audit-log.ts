import { LogAccount } from '../audit-log/log-account.ts';
import type { LogSet } from '../audit-log/log-set.ts';
import { LostEventsTally } from '../audit-log/lost-events.ts';
import { readArrivals } from '../audit-log/recorded-arrivals.ts';
import {
  bufferedSettings,
  type FlagsConfiguration,
  flagsConfiguration,
  manifestConfiguration,
  namesBackend,
  logRetention,
} from '../config/flags.ts';
import { badInput } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import { flagArguments, settingsToFlags } from '../core/flags.ts';
import { WEBHOOK_DEFAULTS, logRotationDefaults, NEWEST_MINOR } from '../core/kubernetes-defaults.ts';
import type { RecordedArrivals } from '../core/recorded.ts';
import type { LogRetention } from '../core/retention.ts';
import { lostEvents, type RecordLoss } from '../tuning/recorded/replayed.ts';
import { type NamedSettings, simulateRecorded } from '../tuning/recorded/simulate-recorded.ts';
import { lostEventLines } from '../tuning/words/lost-events.ts';
import { lossLines, recordedAnswerLines, recordLines } from '../tuning/words/recorded.ts';
import { retentionLines } from '../tuning/words/retention.ts';
import { SIMULATED_LABEL } from '../tuning/words/simulated.ts';
import { readUserFile } from './load-files.ts';
import { type LogReading, openLogReading } from './log-reading.ts';
import { note, say } from './output.ts';

interface AuditLogArguments {
  readonly auditLog: readonly string[];
  readonly flags?: string;
  readonly manifest?: string;
  readonly scenario?: string;
  readonly rate?: string;
  readonly burst?: number;
  readonly duration?: string;
  readonly headroom: number;
  readonly json: boolean;
}

/** Plays recorded audit logs through the model of the buffer, for the settings in use and others. */
export async function simulateAuditLog(args: AuditLogArguments): Promise<void> {
  for (const option of ['scenario', 'rate', 'burst', 'duration'] as const)
    if (args[option] !== undefined)
      throw badInput(`${option === 'scenario' ? 'a scenario' : `--${option}`} has no meaning beside --audit-log`);
  if (!(args.headroom >= 1)) throw badInput(`--headroom: must be at least 1, got ${args.headroom}`);
  const { settings, retention, notes } = await askedSettings(args);
  const { sets, account, progress, options } = await openLogReading(args.auditLog);
  try {
    const records = await readAll(sets, options);
    account.requireEvents(args.auditLog);
    progress.step('searching for settings in the busiest stretches');
    const { losses, recommended } = simulateRecorded({ records, settings, headroom: args.headroom });
    const named = await Promise.all(
      losses.map(async (loss) => ({ ...loss, lost: await nameLost(sets, loss.records, { progress, options }) })),
    );
    const events = account.events;
    progress.stop();
    for (const line of account.sentences()) note(line);
    const best = recommended.decision.candidate?.settings ?? null;
    process.exitCode = lostEvents(losses[0]?.records ?? []) === 0 ? EXIT.ok : EXIT.objectiveMissed;
    const changed = best === null || recommended.decision.kept ? null : best;
    if (args.json) {
      const shown = named.map(({ name, settings: own, records: lost, lost: about }) => ({
        name,
        settings: own,
        generated: events,
        lost: lostEvents(lost),
        byServer: lost.map(({ instance, generated, lostMs, peakBuffer }) => ({
          instance,
          generated,
          peakBuffer,
          lost: lostMs.length,
          firstLossMs: lostMs[0] ?? null,
          lastLossMs: lostMs.at(-1) ?? null,
        })),
        about,
      }));
      const { decision, costs, curve } = recommended;
      console.log(
        JSON.stringify(
          { simulated: true, settings: shown, kept: decision.kept, recommended: changed, costs, curve, notes },
          null,
          2,
        ),
      );
      return;
    }
    const lines = [
      SIMULATED_LABEL,
      ...notes.map((told) => `Note: ${told}.`),
      ...recordLines(records),
      '',
      ...named.flatMap(({ name, records: lost, lost: about }) => [
        ...lossLines(name, lost),
        ...(about === null ? [] : lostEventLines(about)),
        '',
      ]),
      ...recordedAnswerLines(settings[0], recommended, events),
      ...(changed === null ? [] : ['', ...flagArguments(settingsToFlags(changed, 'webhook'))]),
      '',
      ...retentionLines(records, retention),
    ];
    for (const line of lines) say(line);
  } finally {
    progress.stop();
  }
}

async function readAll(sets: readonly LogSet[], options: LogReading['options']): Promise<readonly RecordedArrivals[]> {
  const records: RecordedArrivals[] = [];
  for (const set of sets) records.push(await readArrivals(set, options));
  return records.filter(({ timesMs }) => timesMs.length > 0);
}

/** Reads the logs once more, for what was lost of them; `null`: nothing was. */
async function nameLost(
  sets: readonly LogSet[],
  losses: readonly RecordLoss[],
  { progress, options: { signal } }: Pick<LogReading, 'progress' | 'options'>,
) {
  if (lostEvents(losses) === 0) return null;
  const tally = new LostEventsTally();
  progress.step('reading again what would be lost');
  for (const { instance, lostMs } of losses) {
    const set = sets.find(({ name }) => name === instance);
    if (set !== undefined) await tally.read(set, lostMs, { account: new LogAccount(), signal, onBytes: () => {} });
  }
  return tally.result();
}

/** The settings in use first, by the manifest, the flags, or Kubernetes' defaults; then what else was asked about. */
async function askedSettings({ flags, manifest }: AuditLogArguments) {
  const asked: { name: string; found: FlagsConfiguration }[] = [];
  if (manifest !== undefined)
    asked.push({ name: manifest, found: manifestConfiguration(await readUserFile(manifest), manifest) });
  if (flags !== undefined) asked.push({ name: '--flags', found: flagsConfiguration(flags) });
  const named = asked.filter(({ found }) => namesBackend(found.flags, 'webhook')).map(webhookOf);
  const defaults: NamedSettings = { name: "Kubernetes' defaults of the webhook", settings: WEBHOOK_DEFAULTS };
  const [first, ...others] = named;
  const settings: readonly [NamedSettings, ...NamedSettings[]] = first === undefined ? [defaults] : [first, ...others];
  return {
    settings,
    retention: retentionOf(asked[0]?.found ?? null),
    notes: asked.flatMap(({ found }) => found.notes),
  };
}

function webhookOf({ name, found }: { readonly name: string; readonly found: FlagsConfiguration }): NamedSettings {
  return { name, settings: bufferedSettings(found.configuration, name, 'webhook') };
}

function retentionOf(found: FlagsConfiguration | null): LogRetention {
  return found === null ? logRotationDefaults(NEWEST_MINOR) : logRetention(found.configuration);
}
