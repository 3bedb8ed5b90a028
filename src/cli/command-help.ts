import { resolve } from 'node:path';
import type { Argv } from 'yargs';
import { shippedPath } from './find-file.ts';

/** What one types behind `audit-bench`, and what it does. */
export type Example = readonly [line: string, what: string];

/** Examples, and where more is told: a file of the package. */
export function withHelp<T>(yargs: Argv<T>, examples: readonly Example[], doc: string): Argv<T> {
  for (const [line, what] of examples) yargs.example(`audit-bench ${line}`, what);
  return yargs.epilog(`More: ${shippedPath(doc, resolve('.'))}`);
}
