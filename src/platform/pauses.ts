import { epochMs, every } from './clock.ts';

const TICK_MS = 250;

/** How long this process stood still: stopped, starved, or its machine asleep. Knows it by timers that come too late. */
export class PauseWatch {
  #largestMs = 0;
  #lastMs = epochMs();

  constructor() {
    every(TICK_MS, () => this.#look());
  }

  /** Since the start or the last `reset`. */
  get largestMs(): number {
    this.#look();
    return this.#largestMs;
  }

  reset(): void {
    this.#lastMs = epochMs();
    this.#largestMs = 0;
  }

  #look(): void {
    const nowMs = epochMs();
    this.#largestMs = Math.max(this.#largestMs, nowMs - this.#lastMs - TICK_MS);
    this.#lastMs = nowMs;
  }
}
