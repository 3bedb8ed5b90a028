import { join } from 'node:path';
import { badInput } from '../core/errors.ts';
import type { RunResult } from '../core/result.ts';
import { upgradeResult } from '../core/version-1.ts';
import { checkJson } from '../platform/checked-json.ts';
import { readTextIfThere } from '../platform/files.ts';

const SCHEMA_VERSION: RunResult['schemaVersion'] = 2;

/** What every result has; without one of them a file is something else, or was cut by hand. */
const PARTS = ['tool', 'scenario', 'cluster', 'environment', 'inputs', 'objectives', 'trials'] as const;

/** Errors: AuditBenchError (exit 2) for a folder that is no run, a broken result, or one of a newer schema. */
export async function readRun(dir: string): Promise<RunResult> {
  const file = join(dir, 'result.json');
  const text = await readTextIfThere(file).catch(() => undefined);
  if (text === undefined)
    throw badInput(
      `${dir}: is no run directory, there is no result.json`,
      'runs are under reports/ unless --out said otherwise',
    );
  const result = parse(text, file);
  const version = result.schemaVersion as number | undefined;
  if (typeof version !== 'number' || version < 1) throw foreign(file);
  if (version > SCHEMA_VERSION) {
    throw badInput(
      `${file}: has schema version ${version}, this audit-bench reads up to version ${SCHEMA_VERSION}`,
      `it was written by audit-bench ${result.tool?.version ?? 'of a newer version'}, which reads it`,
    );
  }
  if (!isWhole(result)) throw foreign(file);
  const upgraded = upgradedOrForeign(result as RunResult, file);
  checkJson(upgraded, 'result', file, text, 'it was damaged; audit-bench replaces it in one step');
  return upgraded;
}

/** What was cut out of an old result would be missed first by what brings it up to date. */
function upgradedOrForeign(result: RunResult, file: string): RunResult {
  try {
    return upgradeResult(result);
  } catch {
    throw foreign(file);
  }
}

/** As deep as is read before anything of a trial is: the rest goes by the schema version. */
function isWhole({ trials, inputs, ...result }: Partial<RunResult>): boolean {
  const parts = PARTS.every((part) => isObject({ ...result, trials, inputs }[part]));
  return parts && Array.isArray(trials) && trials.every(isObject) && Array.isArray(inputs?.overrides);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function parse(text: string, file: string): Partial<RunResult> {
  try {
    return (JSON.parse(text) ?? {}) as Partial<RunResult>;
  } catch {
    throw badInput(`${file}: is not valid JSON`, 'audit-bench replaces it in one step, so something else wrote it');
  }
}

function foreign(file: string): Error {
  return badInput(`${file}: is no result of audit-bench`);
}
