import { join } from 'node:path';
import { findLogSets, type LogSet } from '../../audit-log/log-set.ts';
import { badInput } from '../../core/errors.ts';
import type { Finding } from '../../core/finding.ts';
import { pathExists } from '../../platform/files.ts';
import { Differences } from '../../verify/differences.ts';
import { LogVerifier } from '../../verify/log-verifier.ts';
import { compareCopies } from './compare-copies.ts';
import { readRecordedEvents } from './recorded-events.ts';
import { readSet } from './read-sets.ts';

/** What a log or a run is held against. */
export type SecondCopy =
  | { readonly of: 'log'; readonly sets: readonly LogSet[] }
  | { readonly of: 'run'; readonly run: string };

export async function isRun(path: string): Promise<boolean> {
  return pathExists(join(path, 'result.json'));
}

/** `null`: there is none. Errors: AuditBenchError (exit 2) for what cannot be read, or a run beside anything else. */
export async function secondCopy(against: readonly string[]): Promise<SecondCopy | null> {
  const [first, another] = against;
  if (first === undefined) return null;
  for (const path of against) {
    if (!(await isRun(path))) continue;
    if (another !== undefined) throw badInput(`--against: ${path} is a run, and is compared by itself`);
    return { of: 'run', run: path };
  }
  return { of: 'log', sets: await findLogSets(against) };
}

/** A log, read already, held against a copy. */
export async function logAgainst(
  set: LogSet,
  verifier: LogVerifier,
  copy: SecondCopy,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  if (copy.of === 'log') return compareCopies([set], copy.sets, new Differences(verifier), signal);
  const differences = new Differences(verifier, { here: 'the log', there: 'the run', by: 'name', gapsIn: 'there' });
  await readRecordedEvents(copy.run, differences);
  return differences.findings(() => undefined);
}

/** The events that a run recorded as delivered, held against what was kept of them elsewhere. */
export async function runAgainst(run: string, copy: SecondCopy, signal: AbortSignal): Promise<readonly Finding[]> {
  const verifier = new LogVerifier();
  await readRecordedEvents(run, verifier);
  const gapsIn = copy.of === 'run' ? 'neither' : 'here';
  const differences = new Differences(verifier, { here: 'the run', there: 'the second copy', by: 'name', gapsIn });
  if (copy.of === 'run') await readRecordedEvents(copy.run, differences);
  else for (const set of copy.sets) await readSet(set, [differences], signal);
  return differences.findings(() => undefined);
}
