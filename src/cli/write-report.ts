import { basename, dirname, join } from 'node:path';
import type { RunResult } from '../core/result.ts';
import { writeFileAtomic } from '../platform/files.ts';
import { clientScript } from '../platform/package-info.ts';
import { indexPage } from '../report/index-page.ts';
import type { Reporter } from '../report/reporter.ts';
import { listRuns } from './find-run.ts';

/** Writes the files of these reporters into the run directory; returns their paths. */
export async function writeReports(
  result: RunResult,
  runDir: string,
  reporters: readonly Reporter[],
): Promise<readonly string[]> {
  const written: string[] = [];
  for (const reporter of reporters) {
    for (const file of await reporter.render(result)) {
      await writeFileAtomic(join(runDir, file.path), file.text);
      written.push(join(runDir, file.path));
    }
  }
  return written;
}

/** Renews index.html beside the run when the run stands in a folder called reports. */
export async function writeIndex(runDir: string): Promise<void> {
  const parent = dirname(runDir);
  if (basename(parent) !== 'reports') return;
  await writeFileAtomic(join(parent, 'index.html'), indexPage(await listRuns(parent), clientScript()));
}
