import { LogAccount } from '../audit-log/log-account.ts';
import { findLogSets, type LogSet } from '../audit-log/log-set.ts';
import { EXIT } from '../core/exit-codes.ts';
import { readingProgress, type ReadingProgress } from './reading-progress.ts';
import { note } from './output.ts';

/** Logs that a command goes through, with how far it is and what it has come across. */
export interface LogReading {
  readonly sets: readonly LogSet[];
  readonly account: LogAccount;
  readonly progress: ReadingProgress;
  /** For the readers of audit-log/. Only the end of the process interrupts them: files are written when all is read. */
  readonly options: {
    readonly account: LogAccount;
    readonly signal: AbortSignal;
    readonly onBytes: (count: number) => void;
  };
}

/** Errors: AuditBenchError (exit 2) for what names no logs. Whoever opens it stops its progress. */
export async function openLogReading(auditLog: readonly string[]): Promise<LogReading> {
  const sets = await findLogSets(auditLog);
  const totalBytes = sets.flatMap((set) => set.files).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const progress = toldWhenInterrupted(readingProgress(process.stderr, totalBytes));
  const account = new LogAccount();
  const { signal } = new AbortController();
  return { sets, account, progress, options: { account, signal, onBytes: (count) => progress.onBytes(count) } };
}

function toldWhenInterrupted(progress: ReadingProgress): ReadingProgress {
  const onInterrupt = (): void => {
    progress.stop();
    note('interrupted while reading: nothing was written');
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', onInterrupt);
  return {
    ...progress,
    stop() {
      process.off('SIGINT', onInterrupt);
      progress.stop();
    },
  };
}
