import type { Batch } from '../events/batch.ts';
import type { SinkCounters } from './sink.ts';

/** What has arrived since the recording began, by outcome and by kind of request. */
export class Tally {
  #delivered = 0;
  #deliveredSinceMark = 0;
  #refused = 0;
  #deliveredByKind: Record<string, number> = {};
  #markMs = Number.NEGATIVE_INFINITY;

  /** Counts from zero; the mark stays. */
  clear(): void {
    this.#delivered = 0;
    this.#deliveredSinceMark = 0;
    this.#refused = 0;
    this.#deliveredByKind = {};
  }

  mark(atMs: number): void {
    this.#markMs = atMs;
    this.#deliveredSinceMark = 0;
  }

  deliver({ stageMs, byKind }: Batch): void {
    this.#delivered += stageMs.length;
    for (const time of stageMs) if (time >= this.#markMs) this.#deliveredSinceMark += 1;
    for (const [kind, events] of byKind) this.#deliveredByKind[kind] = (this.#deliveredByKind[kind] ?? 0) + events;
  }

  refuse({ stageMs }: Batch): void {
    this.#refused += stageMs.length;
  }

  get counters(): Omit<SinkCounters, 'open' | 'log' | 'pauseMs'> {
    return {
      delivered: this.#delivered,
      deliveredSinceMark: this.#deliveredSinceMark,
      refused: this.#refused,
      deliveredByKind: { ...this.#deliveredByKind },
    };
  }
}
