import { setMaxListeners } from 'node:events';
import { seededRandom } from '../core/random.ts';
import type { Progress, Scope } from '../core/scope.ts';
import { realClock } from './clock.ts';

/** The scope of a run on the real clock. */
export function realScope(options: {
  readonly signal: AbortSignal;
  readonly seed: number;
  readonly progress: Progress;
  readonly runDir: string;
}): Scope {
  // Every request in flight listens to it.
  setMaxListeners(0, options.signal);
  return {
    signal: options.signal,
    clock: realClock,
    random: seededRandom(options.seed),
    progress: options.progress,
    runDir: options.runDir,
  };
}

/** Says nothing. */
export const silentProgress: Progress = { trial: () => {}, step: () => {}, status: () => {}, note: () => {} };
