import { join } from 'node:path';
import { badInput } from '../core/errors.ts';
import type { RunResult } from '../core/result.ts';
import { readTextIfThere } from '../platform/files.ts';

/** Errors: AuditBenchError (exit 2) for a folder that is no run, a broken result, or one of a newer schema. */
export async function readRun(dir: string): Promise<RunResult> {
  const file = join(dir, 'result.json');
  const text = await readTextIfThere(file).catch(() => undefined);
  if (text === undefined)
    throw badInput(
      `${dir}: is no run directory, there is no result.json`,
      'runs are under reports/ unless --out said otherwise',
    );
  let result: Partial<RunResult>;
  try {
    result = JSON.parse(text) as Partial<RunResult>;
  } catch {
    throw badInput(`${file}: is not valid JSON`, 'audit-bench replaces it in one step, so something else wrote it');
  }
  const version = result.schemaVersion as number | undefined;
  if (version === undefined || result.trials === undefined) throw badInput(`${file}: is no result of audit-bench`);
  if (version > 1) {
    throw badInput(
      `${file}: has schema version ${version}, this audit-bench reads version 1`,
      `it was written by audit-bench ${result.tool?.version ?? 'of a newer version'}, which reads it`,
    );
  }
  return result as RunResult;
}
