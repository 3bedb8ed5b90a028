import { Counter } from '../core/counter.ts';
import type { LoadShape } from '../core/load-shape.ts';
import type { RequestRecord } from '../core/records.ts';
import { requestKind } from '../core/request-kind.ts';
import type { RefusedRequests } from '../core/result.ts';

/** A replay may have requests of many kinds; those that tell most. */
const MOST_KINDS = 50;
const REFUSED_FROM = 400;

/** Requests that were refused: what they should have made was not made, which no account of events shows. */
export class Refused {
  readonly #kinds: readonly string[];
  readonly #byStatus = new Map<number, Counter>();

  constructor(shapes: readonly LoadShape[]) {
    this.#kinds = shapes.map(requestKind);
  }

  add({ shape, status }: RequestRecord): void {
    if (status === null || status < REFUSED_FROM) return;
    let counter = this.#byStatus.get(status);
    if (counter === undefined) this.#byStatus.set(status, (counter = new Counter()));
    counter.add(this.#kinds[shape] ?? 'others');
  }

  /** The most first. */
  result(): readonly RefusedRequests[] {
    return [...this.#byStatus]
      .flatMap(([status, counter]) =>
        counter.most(MOST_KINDS).map(({ name, count }) => ({ request: name, status, count })),
      )
      .toSorted((a, b) => b.count - a.count || a.status - b.status)
      .slice(0, MOST_KINDS);
  }
}
