/**
 * golang.org/x/time/rate.Limiter as client-go's flowcontrol uses it for the audit throttle: Q tokens per second, at most
 * U, full at the start; a taker reserves its token at once and waits until it is there.
 *   tokens(t) = min(U, tokens(t₀) + (t − t₀) · Q);  wait = max(0, (1 − tokens(t)) / Q)
 * Q passes through a float32 flag (docs/audit-pipeline.md, 7).
 */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #atMs: number;

  /** `startMs`: when it has `tokens` tokens (default: full). */
  constructor(qps: number, burst: number, startMs: number, tokens = burst) {
    this.#perMs = Math.fround(qps) / 1000;
    this.#burst = burst;
    this.#tokens = tokens;
    this.#atMs = startMs;
  }

  /** Takes a token at `nowMs` and says when it is there, ≥ nowMs. Times do not decrease. */
  take(nowMs: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + (nowMs - this.#atMs) * this.#perMs) - 1;
    this.#atMs = nowMs;
    return this.#tokens >= 0 ? nowMs : nowMs - this.#tokens / this.#perMs;
  }
}
