/** Room of the first chunk; each next one has twice as much, up to the largest. */
const FIRST = 64;
const LARGEST = 1 << 16;

/** Numbers that come one by one, eight bytes each, and are never copied while they come. */
export class Floats {
  readonly #full: Float64Array[] = [];
  #chunk = new Float64Array(FIRST);
  #used = 0;
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#used === this.#chunk.length) {
      this.#full.push(this.#chunk);
      this.#chunk = new Float64Array(Math.min(LARGEST, 2 * this.#used));
      this.#used = 0;
    }
    this.#chunk[this.#used] = value;
    this.#used += 1;
    this.#length += 1;
  }

  forEach(visit: (value: number, at: number) => void): void {
    let at = 0;
    for (const chunk of [...this.#full, this.#chunk.subarray(0, this.#used)]) {
      for (const value of chunk) {
        visit(value, at);
        at += 1;
      }
    }
  }

  /** All of them, in the order in which they came. */
  toArray(): Float64Array {
    const all = new Float64Array(this.#length);
    let at = 0;
    for (const chunk of this.#full) {
      all.set(chunk, at);
      at += chunk.length;
    }
    all.set(this.#chunk.subarray(0, this.#used), at);
    return all;
  }
}
