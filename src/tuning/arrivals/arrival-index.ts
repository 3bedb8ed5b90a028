/** Sorted arrivals with a table that finds "how many before t" in a step or two; built once, asked a million times. */
export class ArrivalIndex {
  readonly timesMs: Float64Array;
  readonly #startMs: number;
  readonly #cellMs: number;
  /** Number of arrivals before the begin of each cell. */
  readonly #before: Int32Array;

  constructor(timesMs: Float64Array) {
    this.timesMs = timesMs;
    const count = timesMs.length;
    this.#startMs = timesMs[0] ?? 0;
    const spanMs = Math.max(1e-6, (timesMs[count - 1] ?? 0) - this.#startMs);
    const cells = Math.max(1, Math.min(1 << 18, count));
    this.#cellMs = spanMs / cells;
    this.#before = new Int32Array(cells + 2);
    let index = 0;
    for (let cell = 0; cell < this.#before.length; cell += 1) {
      const beginMs = this.#startMs + cell * this.#cellMs;
      while (index < count && (timesMs[index] as number) < beginMs) index += 1;
      this.#before[cell] = index;
    }
  }

  get count(): number {
    return this.timesMs.length;
  }

  /** Arrivals strictly before `atMs`: one in the same instant comes after what the collector does then. */
  before(atMs: number): number {
    const cell = Math.floor((atMs - this.#startMs) / this.#cellMs);
    if (cell < 0) return 0;
    if (cell >= this.#before.length - 1) return this.#count(this.#before[this.#before.length - 1] as number, atMs);
    return this.#count(this.#before[cell] as number, atMs);
  }

  #count(from: number, atMs: number): number {
    const times = this.timesMs;
    let index = from;
    // The cell's begin is rounded: step back over what is not before atMs, then on.
    while (index > 0 && (times[index - 1] as number) >= atMs) index -= 1;
    while (index < times.length && (times[index] as number) < atMs) index += 1;
    return index;
  }
}
