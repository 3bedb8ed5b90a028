import { readFileLines } from '../platform/log/read-lines.ts';
import type { LogAccount } from './log-account.ts';
import type { LogSet } from './log-set.ts';

export interface LogReading {
  /** What is read is added to it. */
  readonly account: LogAccount;
  readonly signal: AbortSignal;
  /** So many more bytes of the files were read, compressed ones where they are; for progress. */
  readonly onBytes: (count: number) => void;
}

/**
 * Reads whole lines with `read`, which gets the file's path and how many lines came before in it, and says how many
 * these are; the memory of the lines is used again.
 * Errors: AuditBenchError (exit 2) for a file that cannot be read; the signal's reason.
 */
export async function readLogLines(
  { files }: LogSet,
  { account, signal, onBytes }: LogReading,
  read: (lines: Buffer, file: string, before: number) => number,
): Promise<void> {
  for (const file of files) {
    let before = 0;
    const onLines = (lines: Buffer): void => {
      account.bytes += lines.length;
      before += read(lines, file.path, before);
    };
    const { damage, tooLong } = await readFileLines(file, { onLines, onBytes }, signal);
    if (damage !== null) account.damages.push(`${file.path}: ${damage}; what comes before is counted`);
    if (tooLong > 0) account.damages.push(`${file.path}: ${tooLong} lines of more than 64 MiB are passed over`);
  }
}
