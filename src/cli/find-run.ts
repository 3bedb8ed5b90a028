import { join } from 'node:path';
import { badInput } from '../core/errors.ts';
import { listDirs, pathExists } from '../platform/files.ts';
import type { ListedRun } from '../report/index-page.ts';
import { readRun } from './read-run.ts';

/** Where runs are unless `--out` said otherwise. */
export const RUNS_DIR = 'reports';

/** What the help says of an argument that `findRun` takes. */
export const RUN_NAME = 'run directory, its name in reports/, latest or previous';

/** Words for the newest run and the one before. */
const PLACES: Readonly<Record<string, number>> = { latest: 0, previous: 1 };

/** Names of the runs in reports/. */
export async function listRunNames(): Promise<readonly string[]> {
  const dirs = await listDirs(RUNS_DIR);
  const found = await Promise.all(
    dirs.map(async (dir) => ((await pathExists(join(RUNS_DIR, dir, 'result.json'))) ? [dir] : [])),
  );
  return found.flat();
}

/** Runs in a folder that can be read, the newest first. */
export async function listRuns(parent: string): Promise<readonly ListedRun[]> {
  const runs: ListedRun[] = [];
  for (const dir of await listDirs(parent)) {
    if (!(await pathExists(join(parent, dir, 'result.json')))) continue;
    const result = await readRun(join(parent, dir)).catch(() => null);
    if (result !== null) runs.push({ dir, result });
  }
  return runs.sort((a, b) => b.result.startedAt.localeCompare(a.result.startedAt));
}

/**
 * A run's directory by its path, by its name under reports/, or as `latest` or `previous`.
 * Errors: AuditBenchError (exit 2) when there is no newest run; what is no run otherwise, whoever reads it tells.
 */
export async function findRun(name: string): Promise<string> {
  if (await pathExists(join(name, 'result.json'))) return name;
  const place = PLACES[name];
  if (place !== undefined) {
    const run = (await listRuns(RUNS_DIR))[place];
    if (run !== undefined) return join(RUNS_DIR, run.dir);
    throw badInput(
      place === 0 ? `there are no runs in ${RUNS_DIR}/` : `there is only one run, or none, in ${RUNS_DIR}/`,
      'measure one, such as audit-bench run quickstart, or name a run directory',
    );
  }
  const named = join(RUNS_DIR, name);
  return (await pathExists(join(named, 'result.json'))) ? named : name;
}
