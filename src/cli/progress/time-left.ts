import type { Plan } from './run-progress.ts';

/** A trial that was kept from an interrupted run takes less than this and says nothing of the others. */
const SHORTEST_TRIAL_MS = 1000;
/** Estimates are off by less than this as a rule (bench/estimate.js). */
const OVERDUE_TIMES = 1.25;

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
    if (this.#trialMs === null) return durationMs;
    const eachMs = this.#eachMs();
    const after = Math.max(0, trials - this.#begun);
    return after * eachMs + Math.max(0, eachMs - (nowMs - this.#trialMs));
  }

  /** The trial takes clearly longer than it was to, such as a burst that an API server answers slowly. */
  isOverdue(nowMs: number): boolean {
    return this.#trialMs !== null && nowMs - this.#trialMs > OVERDUE_TIMES * this.#eachMs();
  }

  share(nowMs: number): number {
    if (this.#startedMs === null) return 0;
    const elapsedMs = nowMs - this.#startedMs;
    // Not done before it is done: the end of a trial takes as long as it takes.
    return Math.min(0.99, elapsedMs / Math.max(1, elapsedMs + this.leftMs(nowMs)));
  }

  #eachMs(): number {
    const { trials, durationMs } = this.#plan;
    if (this.#seenMs.length === 0) return durationMs / Math.max(1, trials);
    return this.#seenMs.reduce((sum, each) => sum + each, 0) / this.#seenMs.length;
  }
}
