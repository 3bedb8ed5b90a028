import type { NamedCount } from './lost-events.ts';

/** Names that are counted apart; of what comes later only the sum is kept, so that memory has an end. */
const MOST_NAMES = 20_000;

/** Counts names. */
export class Counter {
  /** Boxes, so that a name is looked up once. */
  readonly #counts = new Map<string, { count: number }>();
  #others = 0;
  #total = 0;

  add(name: string, count = 1): void {
    this.#total += count;
    const box = this.#counts.get(name);
    if (box !== undefined) box.count += count;
    else if (this.#counts.size >= MOST_NAMES) this.#others += count;
    else this.#counts.set(name, { count });
  }

  get total(): number {
    return this.#total;
  }

  /** The most first. */
  most(limit: number): readonly NamedCount[] {
    const all = [...this.#counts].map(([name, { count }]) => ({ name, count }));
    if (this.#others > 0) all.push({ name: '(others)', count: this.#others });
    return all.toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, limit);
  }
}
