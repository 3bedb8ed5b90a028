import type { Ask } from './ask.ts';
import { MOST_BUFFER_BYTES } from './buffer-size.ts';
import type { BrokenLimit, LimitName } from './limits.ts';

export interface Refusal {
  readonly limit: LimitName;
  readonly max: number;
  /** The smallest value of any combination. */
  readonly nearest: number;
  readonly refused: number;
}

/** What stood in the way of the combinations that a search left out. */
export interface Refusals {
  readonly combinations: number;
  /** For each limit how many combinations it stood in the way of, and the nearest value reached. */
  readonly refusals: readonly Refusal[];
  /** Combinations whose ceiling S·Q is below the load's sustained rate with headroom, both in events/s. */
  readonly tooSlow: { readonly refused: number; readonly neededPerSecond: number; readonly largestPerSecond: number };
}

/** Why combinations were left out. */
export class Tally {
  readonly #neededPerSecond: number;
  readonly #limits = new Map<LimitName, { max: number; nearest: number; refused: number }>();
  #combinations = 0;
  #slow = 0;
  #largestPerSecond = 0;

  constructor(neededPerSecond: number) {
    this.#neededPerSecond = neededPerSecond;
  }

  tried(ceilingPerSecond: number): void {
    this.#combinations += 1;
    this.#largestPerSecond = Math.max(this.#largestPerSecond, ceilingPerSecond);
  }

  tooSlow(): null {
    this.#slow += 1;
    return null;
  }

  broken(limits: readonly BrokenLimit[]): null {
    for (const { limit, max, actual } of limits) {
      const seen = this.#limits.get(limit) ?? { max, nearest: Number.POSITIVE_INFINITY, refused: 0 };
      this.#limits.set(limit, { max, nearest: Math.min(seen.nearest, actual), refused: seen.refused + 1 });
    }
    return null;
  }

  /** The buffer that the load needs is larger than the memory that it may take. */
  noBuffer(neededEvents: number, mostEventsAllowed: number, { limits }: Ask): null {
    const max = limits.bufferMemoryBytes ?? MOST_BUFFER_BYTES;
    const perEvent = max / Math.max(1, mostEventsAllowed);
    return this.broken([{ limit: 'bufferMemoryBytes', max, actual: neededEvents * perEvent }]);
  }

  outcome(): Refusals {
    return {
      combinations: this.#combinations,
      refusals: [...this.#limits].map(([limit, entry]) => ({ limit, ...entry })),
      tooSlow: {
        refused: this.#slow,
        neededPerSecond: this.#neededPerSecond,
        largestPerSecond: this.#largestPerSecond,
      },
    };
  }
}
