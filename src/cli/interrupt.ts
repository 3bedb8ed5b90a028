import { EXIT } from '../core/exit-codes.ts';
import { interrupted } from '../core/errors.ts';

/** Ctrl-C; a supervisor; a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work with a signal that the first Ctrl-C (or SIGTERM, SIGHUP) aborts: the work gives everything back and keeps
 * what was measured. The second leaves at once: programs that we started are killed, folders with keys deleted.
 */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write('\ninterrupted: giving everything back; once more to leave at once\n');
    controller.abort(interrupted());
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
