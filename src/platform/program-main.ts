import { randomUUID } from 'node:crypto';
import { messageOf } from '../core/errors.ts';
import { every } from './clock.ts';

/**
 * The frame of a program of our own that is started like a foreign one: arguments in, log on stderr, SIGTERM ends it
 * gracefully through what `start` returned. It ends as well when its parent has gone.
 */
export async function runProgram(
  start: (args: readonly string[], log: (line: string) => void) => Promise<() => Promise<void>>,
): Promise<void> {
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
  try {
    const stop = await start(process.argv.slice(2), log);
    let stopping = false;
    const end = (): void => {
      if (stopping) return;
      stopping = true;
      void stop().then(() => process.exit(0));
    };
    process.on('SIGTERM', end);
    const parent = process.ppid;
    every(1000, () => {
      if (process.ppid !== parent) process.exit(1);
    });
  } catch (error) {
    log(`Error: ${messageOf(error)}`);
    process.exit(1);
  }
}

export function randomUuid(): string {
  return randomUUID();
}
