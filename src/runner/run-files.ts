import { join } from 'node:path';
import type { RunResult } from '../core/result.ts';
import { makeEmptyDir, writeFileAtomic } from '../platform/files.ts';
import { requireRoom } from '../platform/run-dir.ts';

/** What is known of a run before its first trial. */
export type RunHead = Pick<
  RunResult,
  'schemaVersion' | 'tool' | 'startedAt' | 'scenario' | 'cluster' | 'environment' | 'inputs' | 'objectives'
>;

/** The folder of a trial, emptied of what an interrupted try left. */
export async function makeTrialDir(dir: string): Promise<void> {
  await makeEmptyDir(dir);
  await requireRoom(dir);
}

export async function writeResult(runDir: string, result: RunResult): Promise<void> {
  await writeFileAtomic(join(runDir, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
}
