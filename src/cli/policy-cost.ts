import { readLog } from '../audit-log/read-log.ts';
import { readGoDocument } from '../config/policy/go-yaml.ts';
import type { PolicySource } from '../core/scenario.ts';
import { formatBytes, formatCount, formatRatio } from '../core/units.ts';
import { Combinations, type PolicyCost } from '../profile/policy-cost.ts';
import { openLogReading } from './log-reading.ts';
import { plainTable } from './table.ts';
import { note, say } from './output.ts';

/** A policy and the file that it is in. */
export interface CostedPolicy {
  readonly file: string;
  readonly source: PolicySource;
}

/** What policies make of the requests of recorded logs, side by side. */
export async function printPolicyCosts(
  policies: readonly CostedPolicy[],
  auditLog: readonly string[],
  json: boolean,
): Promise<void> {
  const { sets, account, progress, options } = await openLogReading(auditLog);
  const combinations = new Combinations(
    'ResponseComplete',
    policies.map(({ source }) => source.policy),
  );
  try {
    for (const set of sets) await readLog(set, (event) => combinations.add(event), options);
  } finally {
    progress.stop();
  }
  account.requireEvents(auditLog);
  for (const line of account.sentences()) note(line);
  const costs = policies.map((policy) => ({ ...policy, cost: combinations.cost(policy.source.policy) }));
  if (json) {
    const shown = costs.map(({ file, cost }) => ({ file, ...cost }));
    console.log(JSON.stringify({ requests: combinations.requests, policies: shown }, null, 2));
    return;
  }
  say(`${formatCount(combinations.requests)} requests in the record (those with a ResponseComplete).`);
  for (const { file, source, cost } of costs) {
    console.log('');
    say(`${file}: ${formatCount(cost.events)} events, ${formatBytes(cost.bytes)}${comparedText(cost, costs[0]?.cost)}`);
    console.log(rulesTable(cost, file, source.text));
    const unknown = cost.rules.reduce((sum, { unknownBodies }) => sum + unknownBodies, 0);
    if (unknown > 0)
      say(`At least: ${formatCount(unknown)} bodies are not in the record, whose own policy did not audit them.`);
    console.log('The noisiest:');
    console.log(noisiestTable(cost));
  }
}

/** Against the first policy. */
function comparedText(cost: PolicyCost, first: PolicyCost | undefined): string {
  if (first === undefined || first === cost || first.events === 0) return '';
  const change = (now: number, before: number): string =>
    before === 0 ? '–' : `${now >= before ? '+' : '−'}${formatRatio(Math.abs(now - before) / before)}`;
  return ` (${change(cost.events, first.events)} events, ${change(cost.bytes, first.bytes)} bytes against the first)`;
}

export function rulesTable({ rules, events }: PolicyCost, file: string, text: string): string {
  const document = readGoDocument(text, file);
  return plainTable(
    ['rule', 'requests', 'events', 'share', 'bytes', 'level'],
    rules.map((rule) => [
      rule.rule === -1 ? 'no rule' : `${file}:${document.place(['rules', rule.rule]).line}`,
      formatCount(rule.requests),
      formatCount(rule.events),
      formatRatio(events === 0 ? 0 : rule.events / events),
      formatBytes(rule.bytes),
      rule.level,
    ]),
  );
}

function noisiestTable({ noisiest, events }: PolicyCost): string {
  return plainTable(
    ['user', 'events', 'share', 'bytes', 'requests'],
    noisiest.map((entry) => [
      entry.user,
      formatCount(entry.events),
      formatRatio(entry.events / Math.max(1, events)),
      formatBytes(entry.bytes),
      `${entry.verb} ${entry.resource}`,
    ]),
  );
}
