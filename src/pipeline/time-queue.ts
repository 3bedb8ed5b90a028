interface Entry<T> {
  readonly atMs: number;
  /** Of two at the same time the one that was put in first comes out first. */
  readonly order: number;
  readonly item: T;
}

/** Gives back what is due in order of time: a binary heap. */
export class TimeQueue<T> {
  readonly #heap: Entry<T>[] = [];
  #order = 0;

  put(atMs: number, item: T): void {
    const entry = { atMs, order: this.#order, item };
    this.#order += 1;
    let place = this.#heap.push(entry) - 1;
    for (let above = (place - 1) >> 1; place > 0 && isBefore(entry, this.#at(above)); above = (place - 1) >> 1) {
      this.#heap[place] = this.#at(above);
      place = above;
    }
    this.#heap[place] = entry;
  }

  /** The earliest, when it is due by then. */
  takeDue(byMs = Number.POSITIVE_INFINITY): { readonly atMs: number; readonly item: T } | undefined {
    const first = this.#heap[0];
    if (first === undefined || first.atMs > byMs) return undefined;
    const last = this.#heap.pop() as Entry<T>;
    if (last !== first) this.#sink(last);
    return first;
  }

  /** Puts an entry at the top and lets it sink to its place. */
  #sink(entry: Entry<T>): void {
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#heap.length) break;
      if (below + 1 < this.#heap.length && isBefore(this.#at(below + 1), this.#at(below))) below += 1;
      if (!isBefore(this.#at(below), entry)) break;
      this.#heap[place] = this.#at(below);
      place = below;
    }
    this.#heap[place] = entry;
  }

  #at(place: number): Entry<T> {
    return this.#heap[place] as Entry<T>;
  }
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
