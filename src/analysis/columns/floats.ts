import { isNarrow, UNITS_PER_MS } from './times-since.ts';

/** Room of the first chunk; each next one has twice as much, up to the largest. */
const FIRST = 64;
const LARGEST = 1 << 16;

type Chunk = Float64Array | Int32Array;

/** Numbers that come one by one and are never copied while they come. Eight bytes each; durations four where that is exact. */
export class Floats {
  #full: Chunk[] = [];
  #chunk: Chunk;
  #used = 0;
  #length = 0;
  /** What a number is multiplied by where it stands; 1: as it is, in eight bytes. */
  #scale: number;

  /** `durations`: ms between times of today. */
  constructor(what: 'durations' | 'numbers' = 'numbers') {
    this.#scale = what === 'durations' ? UNITS_PER_MS : 1;
    this.#chunk = this.#room(FIRST);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#scale !== 1 && !isNarrow(value * this.#scale)) this.#widen();
    if (this.#used === this.#chunk.length) {
      this.#full.push(this.#chunk);
      this.#chunk = this.#room(Math.min(LARGEST, 2 * this.#used));
      this.#used = 0;
    }
    this.#chunk[this.#used] = value * this.#scale;
    this.#used += 1;
    this.#length += 1;
  }

  forEach(visit: (value: number, at: number) => void): void {
    let at = 0;
    for (const chunk of [...this.#full, this.#chunk.subarray(0, this.#used)]) {
      for (const value of chunk) {
        visit(value / this.#scale, at);
        at += 1;
      }
    }
  }

  /** All of them, in the order in which they came. */
  toArray(): Float64Array {
    const all = new Float64Array(this.#length);
    this.forEach((value, at) => {
      all[at] = value;
    });
    return all;
  }

  #room(length: number): Chunk {
    return this.#scale === 1 ? new Float64Array(length) : new Int32Array(length);
  }

  /** One of them is no whole number of units. */
  #widen(): void {
    const scale = this.#scale;
    this.#scale = 1;
    const wide = (chunk: Chunk): Float64Array => Float64Array.from(chunk, (units) => units / scale);
    this.#full = this.#full.map(wide);
    this.#chunk = wide(this.#chunk);
  }
}
