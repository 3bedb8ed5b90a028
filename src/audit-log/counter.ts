import type { NamedCount } from '../core/lost-events.ts';

/** Counts names. */
export class Counter {
  readonly #counts = new Map<string, number>();
  #total = 0;

  add(name: string, count = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + count);
    this.#total += count;
  }

  get total(): number {
    return this.#total;
  }

  /** The most first. */
  most(limit = Number.POSITIVE_INFINITY): readonly NamedCount[] {
    return [...this.#counts]
      .map(([name, count]) => ({ name, count }))
      .toSorted((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, limit);
  }
}
