import type { Clock } from '../../src/core/scope.ts';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/**
 * Time that passes only when somebody sleeps: from one waking to the next, in order. Between two of them the work that a
 * waking has caused gets a turn of the event loop, files included.
 */
export class VirtualClock implements Clock {
  #nowMs: number;
  #stepMs = 0;
  readonly #sleepers: Sleeper[] = [];
  #turning = false;

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs + this.#stepMs;
  }

  /** Sets the machine's clock, which `nowMs` does not follow. */
  stepWall(byMs: number): void {
    this.#stepMs += byMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const stop = (): void => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        reject(signal?.reason as Error);
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const sleeper = { atMs: this.#nowMs + Math.max(0, durationMs), wake };
      signal?.addEventListener('abort', stop);
      this.#sleepers.push(sleeper);
      this.#turn();
    });
  }

  #turn(): void {
    if (this.#turning) return;
    this.#turning = true;
    setTimeout(() => {
      this.#turning = false;
      this.#sleepers.sort((a, b) => a.atMs - b.atMs);
      const next = this.#sleepers.shift();
      if (next === undefined) return;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.wake();
      if (this.#sleepers.length > 0) this.#turn();
    }, 1);
  }
}
