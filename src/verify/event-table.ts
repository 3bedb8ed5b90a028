/** What is kept of every event: a few numbers in columns, some 60 bytes with the room that a table needs. */
const EMPTY = 0;
const LEAST_SLOTS = 1 << 12;
/** Beyond, chains of full slots grow long. */
const MOST_FULL = 0.7;

/**
 * Events by the 64-bit hash of their audit ID and their stage, in columns: an object for each would not fit a log of
 * gigabytes. Two of n events share a hash by chance once in 2^65/n² logs, so of 10 million in 370,000.
 */
export class EventTable {
  #high = new Uint32Array(LEAST_SLOTS);
  #low = new Uint32Array(LEAST_SLOTS);
  /** Number of the event above 0; 0: the slot is empty. */
  #event = new Uint32Array(LEAST_SLOTS);
  #count = 0;
  readonly columns = new EventColumns();

  get length(): number {
    return this.#count;
  }

  /** The event's number, from 0; a new one when it has not been seen. */
  add(high: number, low: number): { readonly event: number; readonly isNew: boolean } {
    if (this.#count >= this.#event.length * MOST_FULL) this.#grow();
    const slot = this.#slotOf(high, low);
    const found = this.#event[slot] as number;
    if (found !== EMPTY) return { event: found - 1, isNew: false };
    this.#high[slot] = high;
    this.#low[slot] = low;
    this.#count += 1;
    this.#event[slot] = this.#count;
    this.columns.reserve(this.#count);
    this.columns.high[this.#count - 1] = high;
    this.columns.low[this.#count - 1] = low;
    return { event: this.#count - 1, isNew: true };
  }

  /** −1: it has not been seen. */
  find(high: number, low: number): number {
    return (this.#event[this.#slotOf(high, low)] as number) - 1;
  }

  #slotOf(high: number, low: number): number {
    const mask = this.#event.length - 1;
    let slot = low & mask;
    while (this.#event[slot] !== EMPTY && (this.#low[slot] !== low || this.#high[slot] !== high))
      slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const slots = this.#event.length * 2;
    this.#high = new Uint32Array(slots);
    this.#low = new Uint32Array(slots);
    this.#event = new Uint32Array(slots);
    const { high, low } = this.columns;
    for (let event = 0; event < this.#count; event += 1) {
      const slot = this.#slotOf(high[event] as number, low[event] as number);
      this.#high[slot] = high[event] as number;
      this.#low[slot] = low[event] as number;
      this.#event[slot] = event + 1;
    }
  }
}

/** What the checks write down of each event, by its number. */
export class EventColumns {
  high = new Uint32Array(LEAST_SLOTS);
  low = new Uint32Array(LEAST_SLOTS);
  stageMs = new Float64Array(LEAST_SLOTS);
  file = new Uint16Array(LEAST_SLOTS);
  line = new Uint32Array(LEAST_SLOTS);
  stage = new Uint8Array(LEAST_SLOTS);
  marks = new Uint8Array(LEAST_SLOTS);
  /** Of its JSON; 0 where nothing is compared. */
  digest = new Float64Array(LEAST_SLOTS);

  reserve(count: number): void {
    if (count <= this.line.length) return;
    const room = this.line.length * 2;
    this.high = grown(this.high, new Uint32Array(room));
    this.low = grown(this.low, new Uint32Array(room));
    this.stageMs = grown(this.stageMs, new Float64Array(room));
    this.file = grown(this.file, new Uint16Array(room));
    this.line = grown(this.line, new Uint32Array(room));
    this.stage = grown(this.stage, new Uint8Array(room));
    this.marks = grown(this.marks, new Uint8Array(room));
    this.digest = grown(this.digest, new Float64Array(room));
  }
}

function grown<Column extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(from: Column, to: Column): Column {
  to.set(from);
  return to;
}
