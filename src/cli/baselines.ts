import { join } from 'node:path';
import { badInput } from '../core/errors.ts';
import { pathExists, readTextIfThere, writeFileAtomic } from '../platform/files.ts';
import { findRun } from './find-run.ts';

/** Names for runs to compare with, kept beside the runs. */
export const BASELINES_FILE = 'reports/baselines.json';

/** A run as `findRun` takes it, or a name saved before. */
export async function baselinePath(name: string): Promise<string> {
  if (await pathExists(join(name, 'result.json'))) return name;
  const saved = await readBaselines();
  const dir = saved.get(name);
  if (dir !== undefined) return dir;
  const run = await findRun(name);
  if (run !== name) return run;
  throw badInput(
    `--baseline ${name}: neither a run directory nor a saved name`,
    `saved: ${[...saved.keys()].join(', ') || 'none'}`,
  );
}

/** Errors: AuditBenchError (exit 2) when the file that is there is broken; it is left as it is. */
export async function saveBaseline(name: string, dir: string): Promise<void> {
  const saved = Object.fromEntries([...(await readBaselines()), [name, dir]]);
  await writeFileAtomic(BASELINES_FILE, `${JSON.stringify(saved, null, 2)}\n`);
  console.log(`baseline "${name}" is ${dir}`);
}

async function readBaselines(): Promise<ReadonlyMap<string, string>> {
  const text = await readTextIfThere(BASELINES_FILE);
  if (text === undefined) return new Map();
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    throw badInput(`${BASELINES_FILE}: is not valid JSON`, 'mend it or delete it; --save-baseline writes it anew');
  }
  const entries = typeof saved === 'object' && saved !== null && !Array.isArray(saved) ? Object.entries(saved) : null;
  if (entries === null || entries.some(([, dir]) => typeof dir !== 'string'))
    throw badInput(
      `${BASELINES_FILE}: expected names with run directories, such as { "good": "reports/RUN" }`,
      'mend it or delete it; --save-baseline writes it anew',
    );
  return new Map(entries as [string, string][]);
}
