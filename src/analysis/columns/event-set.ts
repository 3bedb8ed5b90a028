/** Slots of which at most half are used. */
const FIRST_SLOTS = 1 << 10;

/**
 * Which events have been seen, by Audit-ID and stage; of any ID, also of others' requests. Keeps 63 bits of hash of each
 * instead of a string: of 20 million events two are taken for one with a chance of one in 46,000 (n²/2⁶⁴: a bit marks free slots).
 */
export class EventSet {
  #low = new Uint32Array(FIRST_SLOTS);
  #high = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** `stage`: its number. */
  add(id: string, stage: number): void {
    let low = 0x811c9dc5 ^ stage;
    let high = 0x9747b28c ^ stage;
    for (let at = 0; at < id.length; at += 1) {
      const unit = id.charCodeAt(at);
      low = Math.imul(low ^ unit, 0x01000193);
      high = Math.imul(high ^ unit, 0x5bd1e995);
      high ^= high >>> 15;
    }
    // 0 in both marks a free slot.
    if (!this.#insert((low ^ (low >>> 13)) >>> 0, (high | 1) >>> 0)) return;
    this.#size += 1;
    if (2 * this.#size > this.#low.length) this.#grow();
  }

  /** Whether it is new. */
  #insert(low: number, high: number): boolean {
    const mask = this.#low.length - 1;
    for (let slot = low & mask; ; slot = (slot + 1) & mask) {
      if (this.#high[slot] === 0) {
        this.#low[slot] = low;
        this.#high[slot] = high;
        return true;
      }
      if (this.#low[slot] === low && this.#high[slot] === high) return false;
    }
  }

  #grow(): void {
    const [lows, highs] = [this.#low, this.#high];
    this.#low = new Uint32Array(2 * lows.length);
    this.#high = new Uint32Array(2 * lows.length);
    for (let slot = 0; slot < lows.length; slot += 1) {
      const high = highs[slot] as number;
      if (high !== 0) this.#insert(lows[slot] as number, high);
    }
  }
}
