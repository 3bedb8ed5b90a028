import type { RunResult } from '../core/result.ts';

/** Turns a result into files; writes none itself. */
export interface Reporter {
  readonly name: string;
  render(result: RunResult): Promise<readonly ReportFile[]>;
}

export interface ReportFile {
  /** Relative to the run directory. */
  readonly path: string;
  readonly text: string;
}
