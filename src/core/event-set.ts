/** Slots of which at most half are used. */
const FIRST_SLOTS = 1 << 10;

/**
 * Which events have been seen, by Audit-ID and stage, each with a number from 0 in the order of their coming; of any ID,
 * also of others' requests. Keeps 63 bits of hash of each instead of a string: of 20 million events two are taken for one
 * with a chance of one in 46,000 (n²/2⁶⁴: a bit marks free slots).
 */
export class EventSet {
  #low = new Uint32Array(FIRST_SLOTS);
  #high = new Uint32Array(FIRST_SLOTS);
  #numbers = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The event's number, a new one where it is new. `stage`: the stage's number. */
  add(id: string, stage: number): number {
    const [low, high] = hashOf(id, stage);
    const slot = this.#slotOf(low, high);
    if (this.#high[slot] !== 0) return this.#numbers[slot] as number;
    const number = this.#size;
    this.#put(slot, low, high, number);
    this.#size += 1;
    if (2 * this.#size > this.#low.length) this.#grow();
    return number;
  }

  /** -1: it has not been seen. */
  numberOf(id: string, stage: number): number {
    const slot = this.#slotOf(...hashOf(id, stage));
    return this.#high[slot] === 0 ? -1 : (this.#numbers[slot] as number);
  }

  /** Where it is, or the free slot where it would be. */
  #slotOf(low: number, high: number): number {
    const mask = this.#low.length - 1;
    let slot = low & mask;
    while (this.#high[slot] !== 0 && (this.#low[slot] !== low || this.#high[slot] !== high)) slot = (slot + 1) & mask;
    return slot;
  }

  #put(slot: number, low: number, high: number, number: number): void {
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#numbers[slot] = number;
  }

  #grow(): void {
    const [lows, highs, numbers] = [this.#low, this.#high, this.#numbers];
    this.#low = new Uint32Array(2 * lows.length);
    this.#high = new Uint32Array(2 * lows.length);
    this.#numbers = new Uint32Array(2 * lows.length);
    for (const [old, high] of highs.entries()) {
      if (high === 0) continue;
      const low = lows[old] as number;
      this.#put(this.#slotOf(low, high), low, high, numbers[old] as number);
    }
  }
}

function hashOf(id: string, stage: number): readonly [low: number, high: number] {
  let low = 0x811c9dc5 ^ stage;
  let high = 0x9747b28c ^ stage;
  for (let at = 0; at < id.length; at += 1) {
    const unit = id.charCodeAt(at);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x5bd1e995);
    high ^= high >>> 15;
  }
  // 0 in the high half marks a free slot.
  return [(low ^ (low >>> 13)) >>> 0, (high | 1) >>> 0];
}
