import { flagFilesReporter } from './flag-files.ts';
import type { Reporter } from './reporter.ts';
import { summaryReporter } from './summary.ts';

/** Every reporter of a run, in the order in which the files are made. */
export const reporters: readonly Reporter[] = [summaryReporter, flagFilesReporter];
