import { EXIT } from '../core/exit-codes.ts';
import { interrupted } from '../core/errors.ts';

/**
 * Runs work with a signal that the first Ctrl-C (or SIGTERM) aborts: the work gives everything back and keeps what was
 * measured. The second leaves at once; programs that we started die with us.
 */
export async function withInterrupt<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    process.stderr.write('\ninterrupted: giving everything back; once more to leave at once\n');
    controller.abort(interrupted());
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
