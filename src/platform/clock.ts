import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/scope.ts';

/** Read once: every call of the getter makes garbage. */
const { timeOrigin } = performance;

/** Epoch milliseconds with microseconds. The offset is taken once, so the clock never steps back in a process. */
export function epochMs(): number {
  return timeOrigin + performance.now();
}

export const realClock: Clock = {
  nowMs: epochMs,
  wallMs: () => Date.now(),
  async sleep(durationMs, signal) {
    try {
      await delay(Math.max(0, durationMs), undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      throw signal?.aborted ? signal.reason : error;
    }
  },
};

/** Calls back every `intervalMs` without keeping the process alive; returns how to stop. */
export function every(intervalMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}

const NOBODY_WAKES = new Int32Array(new SharedArrayBuffer(4));

/** Blocks this thread; for waits below a millisecond, where timers are too coarse. */
export function blockFor(durationMs: number): void {
  Atomics.wait(NOBODY_WAKES, 0, 0, durationMs);
}

/** Reads of a cell between two looks at the clock: about 2 µs. */
const READS_BETWEEN_LOOKS = 400;

/**
 * Burns time until `atMs` and returns the time; for waits too short to block. Every look at the clock makes garbage,
 * a loop of nothing but looks makes more of it than the request it waits for, so they are spaced.
 */
export function spinUntil(atMs: number): number {
  let nowMs = epochMs();
  while (nowMs < atMs) {
    for (let read = 0; read < READS_BETWEEN_LOOKS; read += 1) Atomics.load(NOBODY_WAKES, 0);
    nowMs = epochMs();
  }
  return nowMs;
}

/** One turn of the event loop: input and output that is due is handled. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/** A timer that can be set again; the earlier setting is forgotten. */
export function makeAlarm(): { set(atMs: number, ring: () => void): void; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  let setForMs = Number.NaN;
  const clear = (): void => {
    clearTimeout(timer);
    timer = undefined;
    setForMs = Number.NaN;
  };
  return {
    clear,
    set(atMs, ring) {
      if (timer !== undefined && setForMs === atMs) return;
      clear();
      setForMs = atMs;
      timer = setTimeout(
        () => {
          timer = undefined;
          ring();
        },
        Math.max(0, atMs - epochMs()),
      );
    },
  };
}
