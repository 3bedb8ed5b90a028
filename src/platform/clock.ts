import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/scope.ts';

/** Epoch milliseconds with microseconds. The offset is taken once, so the clock never steps back in a process. */
export function epochMs(): number {
  return performance.timeOrigin + performance.now();
}

export const realClock: Clock = {
  nowMs: epochMs,
  async sleep(durationMs, signal) {
    try {
      await delay(Math.max(0, durationMs), undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};
