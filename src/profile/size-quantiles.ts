/** Two buckets differ by 1 %. */
const GROWTH = Math.log(1.01);
const BUCKETS = 3000;

/** Quantiles of positive numbers to 1 %, in memory that does not grow with them. */
export class SizeQuantiles {
  readonly #buckets = new Float64Array(BUCKETS);
  #count = 0;
  #max = 0;

  add(value: number): void {
    const bucket = value <= 1 ? 0 : Math.min(BUCKETS - 1, Math.floor(Math.log(value) / GROWTH) + 1);
    this.#buckets[bucket] = (this.#buckets[bucket] as number) + 1;
    this.#count += 1;
    if (value > this.#max) this.#max = value;
  }

  get count(): number {
    return this.#count;
  }

  quantiles(): { readonly p50: number; readonly p99: number; readonly max: number } {
    return { p50: this.#quantile(0.5), p99: this.#quantile(0.99), max: this.#max };
  }

  #quantile(share: number): number {
    let left = share * this.#count;
    for (const [bucket, count] of this.#buckets.entries()) {
      left -= count;
      if (left <= 0 && this.#count > 0) return Math.min(this.#max, Math.round(Math.exp(bucket * GROWTH)));
    }
    return this.#max;
  }
}
