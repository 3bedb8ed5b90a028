import type { LogSet } from '../../audit-log/log-set.ts';
import { readFileLines } from '../../platform/log/read-lines.ts';
import type { FileEnding } from '../../verify/log-verifier.ts';

/** Whoever wants to see the lines of a log. */
export interface LineTaker {
  /** `rotatedAtMs`: when it was put aside; `null`: it was not, or its name does not say. */
  beginFile(file: string, rotatedAtMs: number | null): void;
  /** `before`: lines of the file before these. */
  readLines(lines: Buffer, before: number): unknown;
  endFile?(ending: FileEnding): void;
}

/** As the rotating writer of kube-apiserver puts it into a name, in UTC (gopkg.in/natefinch/lumberjack.v2 at v2.2.1). */
const ROTATED_AT = /-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2}\.\d{3})(\.[^.]*)?(\.gz)?$/;
const NEWLINE = 0x0a;

/** Gives every line of a log to each of them. Errors: AuditBenchError (exit 2) for a file that cannot be read. */
export async function readSet({ files }: LogSet, takers: readonly LineTaker[], signal: AbortSignal): Promise<void> {
  for (const file of files) {
    for (const taker of takers) taker.beginFile(file.path, rotatedAtMs(file.path));
    let before = 0;
    const onLines = (lines: Buffer): void => {
      for (const taker of takers) taker.readLines(lines, before);
      for (let at = lines.indexOf(NEWLINE); at !== -1; at = lines.indexOf(NEWLINE, at + 1)) before += 1;
    };
    const ending = await readFileLines(file, { onLines, onBytes: () => {} }, signal);
    for (const taker of takers) taker.endFile?.(ending);
  }
}

function rotatedAtMs(path: string): number | null {
  const [, day, hour, minute, second] = ROTATED_AT.exec(path) ?? [];
  return day === undefined ? null : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}
