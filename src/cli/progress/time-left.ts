import type { Plan } from './run-progress.ts';

/** A trial that was kept from an interrupted run takes less than this and says nothing of the others. */
const SHORTEST_TRIAL_MS = 1000;

/**
 * How long a run will still take: as its estimate says, and once trials have been measured (bursts and drains with them),
 * as long as those took.
 */
export class TimeLeft {
  readonly #plan: Plan;
  #startedMs: number | null = null;
  #trialMs: number | null = null;
  #begun = 0;
  readonly #seenMs: number[] = [];

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  trial(nowMs: number): void {
    this.#startedMs ??= nowMs;
    const lastMs = this.#trialMs === null ? 0 : nowMs - this.#trialMs;
    if (lastMs >= SHORTEST_TRIAL_MS) this.#seenMs.push(lastMs);
    this.#trialMs = nowMs;
    this.#begun += 1;
  }

  leftMs(nowMs: number): number {
    const { trials, durationMs } = this.#plan;
    const eachMs =
      this.#seenMs.length === 0
        ? durationMs / Math.max(1, trials)
        : this.#seenMs.reduce((sum, each) => sum + each, 0) / this.#seenMs.length;
    if (this.#trialMs === null) return durationMs;
    const after = Math.max(0, trials - this.#begun);
    return after * eachMs + Math.max(0, eachMs - (nowMs - this.#trialMs));
  }

  share(nowMs: number): number {
    if (this.#startedMs === null) return 0;
    const elapsedMs = nowMs - this.#startedMs;
    // Not done before it is done: the end of a trial takes as long as it takes.
    return Math.min(0.99, elapsedMs / Math.max(1, elapsedMs + this.leftMs(nowMs)));
  }
}
