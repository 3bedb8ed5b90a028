import { csvReporter } from './csv.ts';
import { flagFilesReporter } from './flag-files.ts';
import { htmlReporter } from './html-report.ts';
import { junitReporter } from './junit.ts';
import type { Reporter } from './reporter.ts';
import { summaryReporter } from './summary.ts';

/** Every reporter of a run, in the order in which the files are made. `script`: the bundle of client/. */
export function makeReporters(script: string): readonly Reporter[] {
  return [summaryReporter, flagFilesReporter, junitReporter, csvReporter, htmlReporter(script)];
}
