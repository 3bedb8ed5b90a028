import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { runCli, tempDir } from './cli.ts';

export interface LoggedEvent {
  readonly auditID: string;
  readonly verb: string;
  readonly stage: string;
  readonly user: { readonly username: string };
  readonly objectRef?: { readonly resource: string; readonly subresource?: string };
  readonly responseStatus?: { readonly code?: number };
}

/** Requests of the measurement; what a run makes around it is not of the load. */
const isMeasured = ({ auditID }: LoggedEvent): boolean => /^ab-[a-z0-9]{6}-m\d+$/.test(auditID);

/** Runs a load on a real kube-apiserver that writes a log beside what else the scenario says; the log's path. */
export async function recorded(scenario: object): Promise<string> {
  const dir = tempDir();
  const log = join(dir, 'log', 'audit.log');
  mkdirSync(join(dir, 'log'));
  const head = { apiVersion: 'audit-bench/v1', kind: 'Scenario', name: 'recorded', policy: 'metadata-complete' };
  // JSON is YAML.
  writeFileSync(join(dir, 's.yaml'), JSON.stringify({ ...head, log: { path: log }, ...scenario }));
  const run = ['run', join(dir, 's.yaml'), '--cluster', resolve('clusters/local.yaml'), '--out', join(dir, 'run')];
  const { exitCode, stderr } = await runCli(run);
  // A busy machine leaves trials in doubt, which are measured again.
  expect([0, 5], stderr).toContain(exitCode);
  return log;
}

/** The measured events of a log of lines, each an event or a list of them, one a line; those of the last trial. */
export function measuredOnly(log: string): { readonly file: string; readonly events: readonly LoggedEvent[] } {
  const events = readFileSync(log, 'utf8')
    .trimEnd()
    .split('\n')
    .flatMap((line) => {
      const value = JSON.parse(line) as LoggedEvent & { readonly items?: readonly LoggedEvent[] };
      return value.items ?? [value];
    })
    .filter(isMeasured);
  const key = events.at(-1)?.auditID.slice(0, 9) ?? '';
  const last = events.filter(({ auditID }) => auditID.startsWith(key));
  const file = join(tempDir(), 'audit.log');
  writeFileSync(file, last.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return { file, events: last };
}
