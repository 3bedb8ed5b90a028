import { EXIT } from '../core/exit-codes.ts';
import { interrupted } from '../core/errors.ts';

/** Ctrl-C; a supervisor; a terminal that was closed. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs work with a signal that the first Ctrl-C (or SIGTERM, SIGHUP) aborts: the work gives everything back and keeps
 * what was measured. The second leaves at once: programs that we started are killed, folders with keys deleted.
 * `tell`: where lines are drawn that would draw over others.
 */
export async function withInterrupt<T>(
  work: (signal: AbortSignal) => Promise<T>,
  tell: (text: string) => void = (text) => void process.stderr.write(`\n${text}\n`),
): Promise<T> {
  const controller = new AbortController();
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    tell('interrupted: giving everything back; once more to leave at once');
    controller.abort(interrupted());
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}
