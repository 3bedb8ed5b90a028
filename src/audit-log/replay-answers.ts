import { Counter } from '../core/counter.ts';
import { formatCount } from '../core/units.ts';
import { resourceText } from '../core/resource-text.ts';
import type { RecordedShape, ReplayRecord } from './replay-record.ts';

const MOST_NAMED = 10;

/** How a replay's requests were answered, beside how the recorded ones were. */
export class ReplayAnswers {
  readonly #record: ReplayRecord;
  readonly #factor: number;
  readonly #otherwise = new Counter();
  #all = 0;
  #alike = 0;

  /** `factor`: so many requests were sent for each of the record. */
  constructor(record: ReplayRecord, factor: number) {
    this.#record = record;
    this.#factor = factor;
  }

  /** `number`: of the request, from 1; `status`: its HTTP status; `null`: it got no answer. */
  add(number: number, status: number | null): void {
    const recorded = this.#record.requests[Math.floor((number - 1) / this.#factor)];
    if (recorded === undefined || recorded.status === 0) return;
    this.#all += 1;
    if (classOf(recorded.status) === classOf(status)) {
      this.#alike += 1;
      return;
    }
    const shape = this.#record.shapes[recorded.shape];
    const answered = status === null ? 'not answered' : `answered ${status}`;
    this.#otherwise.add(`${shape === undefined ? '' : kindOf(shape)}: recorded ${recorded.status}, ${answered}`);
  }

  /** How many were answered alike (200 as 201, 404 as 404), and which were not. */
  sentences(): readonly string[] {
    const named = this.#otherwise.most(MOST_NAMED);
    const more = this.#all - this.#alike - named.reduce((sum, { count }) => sum + count, 0);
    return [
      `${formatCount(this.#alike)} of ${formatCount(this.#all)} replayed requests were answered as those of the record${named.length === 0 ? '' : '; otherwise:'}`,
      ...named.map(({ name, count }) => `  ${formatCount(count)} ${name}`),
      ...(more === 0 ? [] : [`  ${formatCount(more)} others`]),
    ];
  }
}

function classOf(status: number | null): number | null {
  return status === null || status >= 300 ? status : 200;
}

function kindOf({ verb, place, subresource, path }: RecordedShape): string {
  return place === null ? `${verb} ${path}` : `${verb} ${resourceText({ ...place, subresource })}`;
}
