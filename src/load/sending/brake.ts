/** Answers whose median is what is usual. */
const FIRST_ANSWERS = 50;
const LATEST_ANSWERS = 20;
/** Slower by so much, and so many times, than is usual is trouble that may be of our making. */
const SLOWER_BY_MS = 100;
const SLOWER_TIMES = 4;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
const TOO_MANY_REQUESTS = 429;

/**
 * Holds a load back where others work: for a second after a 429, or when answers take much longer than the first ones
 * did; twice as long each time, until a whole pause has passed without trouble.
 */
export class Brake {
  readonly #first: number[] = [];
  #latest: number[] = [];
  #usualMs = 0;
  #pauseMs = FIRST_PAUSE_MS;
  #untilMs = Number.NEGATIVE_INFINITY;
  #held = 0;

  /** Requests that were held back so far. */
  get held(): number {
    return this.#held;
  }

  /** Whether a request must not be sent now; counts those. */
  holds(nowMs: number): boolean {
    if (nowMs >= this.#untilMs) return false;
    this.#held += 1;
    return true;
  }

  answered(status: number | null, tookMs: number, nowMs: number): void {
    // What was on its way when the pause began tells of the same trouble.
    if (nowMs < this.#untilMs) return;
    if (nowMs >= this.#untilMs + this.#pauseMs) this.#pauseMs = FIRST_PAUSE_MS;
    if (status === TOO_MANY_REQUESTS || this.#isSlow(tookMs)) this.#pull(nowMs);
  }

  #isSlow(tookMs: number): boolean {
    if (this.#first.length < FIRST_ANSWERS) {
      this.#first.push(tookMs);
      this.#usualMs = median(this.#first);
      return false;
    }
    this.#latest = [...this.#latest.slice(1 - LATEST_ANSWERS), tookMs];
    if (this.#latest.length < LATEST_ANSWERS) return false;
    return median(this.#latest) > Math.max(SLOWER_TIMES * this.#usualMs, this.#usualMs + SLOWER_BY_MS);
  }

  #pull(nowMs: number): void {
    this.#untilMs = nowMs + this.#pauseMs;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * this.#pauseMs);
    this.#latest = [];
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
