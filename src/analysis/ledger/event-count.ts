import { EventSet } from '../../core/event-set.ts';
import { READING_MARGIN_MS } from '../../core/trial-meta.ts';
import type { CounterDelta } from '../counters.ts';
import type { RequestColumns } from './request-columns.ts';
import { STAGE_COUNT } from './stages.ts';

const WITHIN = 1;
const CERTAIN = 2;

/** When the readings were taken that bound the account. */
export interface ReadingWindow {
  readonly fromMs: number;
  readonly fromCertainMs: number;
  readonly toCertainMs: number;
  readonly toMs: number;
}

export const ALWAYS: ReadingWindow = {
  fromMs: Number.NEGATIVE_INFINITY,
  fromCertainMs: Number.NEGATIVE_INFINITY,
  toCertainMs: Number.POSITIVE_INFINITY,
  toMs: Number.POSITIVE_INFINITY,
};

export function readingWindow(deltas: readonly CounterDelta[]): ReadingWindow {
  return {
    fromMs: Math.min(...deltas.map((delta) => delta.before.sentMs)),
    fromCertainMs: Math.max(...deltas.map((delta) => delta.before.doneMs)) + READING_MARGIN_MS,
    toCertainMs: Math.min(...deltas.map((delta) => delta.after.sentMs)),
    toMs: Math.max(...deltas.map((delta) => delta.after.doneMs)) + READING_MARGIN_MS,
  };
}

/** Counts distinct delivered events by their stage timestamp: those of the load by number, others in a set. */
export class EventCount {
  readonly #window: ReadingWindow;
  readonly #requests: RequestColumns;
  readonly #seen: (Uint8Array | undefined)[] = Array.from({ length: STAGE_COUNT }, () => undefined);
  readonly #otherWithin = new EventSet();
  readonly #otherCertain = new EventSet();
  #within = 0;
  #certain = 0;

  constructor(requests: RequestColumns, window: ReadingWindow) {
    this.#requests = requests;
    this.#window = window;
  }

  /** Made between the readings for sure. */
  get certain(): number {
    return this.#certain + this.#otherCertain.size;
  }

  /** Made while one of the readings was under way. */
  get uncertain(): number {
    return this.#within + this.#otherWithin.size - this.certain;
  }

  /** `number`: as read off the ID. */
  add(number: number, id: string, stage: number, stageMs: number): void {
    const { fromMs, fromCertainMs, toCertainMs, toMs } = this.#window;
    const isCertain = stageMs >= fromCertainMs && stageMs <= toCertainMs;
    const isWithin = stageMs >= fromMs && stageMs <= toMs;
    if (stage < STAGE_COUNT && number !== 0 && this.#requests.isKnown(number)) {
      this.#addOurs(Math.abs(number), stage, (isWithin ? WITHIN : 0) | (isCertain ? CERTAIN : 0));
      return;
    }
    if (isWithin) this.#otherWithin.add(id, stage);
    if (isCertain) this.#otherCertain.add(id, stage);
  }

  #addOurs(number: number, stage: number, bits: number): void {
    const seen = (this.#seen[stage] ??= new Uint8Array(this.#requests.end));
    const added = bits & ~(seen[number] ?? 0);
    if (added === 0) return;
    seen[number] = (seen[number] ?? 0) | added;
    if ((added & WITHIN) !== 0) this.#within += 1;
    if ((added & CERTAIN) !== 0) this.#certain += 1;
  }
}
