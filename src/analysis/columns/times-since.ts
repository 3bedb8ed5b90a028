/**
 * Times of today in ms since 1970 are multiples of 2^-12 ms, for a number between 2^40 and 2^41 (2004 to 2039) has no finer
 * ones: the distance of two of them is a whole number of these, exactly.
 */
export const UNITS_PER_MS = 4096;
/** 524 s; a distance beyond is none of a request and its answer. */
const MOST_UNITS = 2 ** 31 - 1;
const NOT_THERE = -(2 ** 31);

/** Whether a distance in units can stand in four bytes. */
export function isNarrow(units: number): boolean {
  return Number.isInteger(units) && Math.abs(units) <= MOST_UNITS;
}

/**
 * Times, each by its distance from another that is known: four bytes in place of eight, and to the last digit the same. The
 * first that is not makes all of them wide. NaN: there is none.
 */
export class TimesSince {
  readonly #sinceMs: (at: number) => number;
  #units: Int32Array;
  #wide: Float64Array | null = null;

  /** `sinceMs`: the other time, which is known before its own; `fill`: 0, as far from it as nothing, or NaN. */
  constructor(sinceMs: (at: number) => number, length: number, fill = 0) {
    this.#sinceMs = sinceMs;
    this.#units = new Int32Array(length);
    if (Number.isNaN(fill)) this.#units.fill(NOT_THERE);
  }

  set(at: number, timeMs: number): void {
    if (this.#wide === null) {
      const sinceMs = this.#sinceMs(at);
      const units = (timeMs - sinceMs) * UNITS_PER_MS;
      if (Number.isNaN(timeMs)) return this.#put(at, NOT_THERE);
      if (isNarrow(units) && sinceMs + units / UNITS_PER_MS === timeMs) return this.#put(at, units);
      this.#wide = Float64Array.from(this.#units, (_, each) => this.get(each));
      this.#units = new Int32Array(0);
    }
    this.#wide[at] = timeMs;
  }

  get(at: number): number {
    if (this.#wide !== null) return this.#wide[at] ?? Number.NaN;
    const units = this.#units[at] ?? NOT_THERE;
    return units === NOT_THERE ? Number.NaN : this.#sinceMs(at) + units / UNITS_PER_MS;
  }

  grow(length: number): void {
    const wide = this.#wide;
    if (wide === null) {
      const units = this.#units;
      this.#units = new Int32Array(length);
      this.#units.set(units);
    } else {
      this.#wide = new Float64Array(length);
      this.#wide.set(wide);
    }
  }

  /** Gives the memory back; there is none of them any more. */
  forget(): void {
    this.#units = new Int32Array(0);
    this.#wide = null;
  }

  /** Memory that was never written to is none that the system has given. */
  #put(at: number, units: number): void {
    if (this.#units[at] !== units) this.#units[at] = units;
  }
}
