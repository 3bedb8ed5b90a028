import { pathOf } from '../core/load-shape.ts';
import type { RequestRecord } from '../core/records.ts';
import type { MissingEvent } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import type { Ledger } from './ledger/ledger.ts';
import { stageOf } from './ledger/stages.ts';

const SAMPLE_SIZE = 100;

interface Missing {
  readonly number: number;
  readonly stage: number;
  readonly atMs: number;
}

/** When events got lost, epoch ms by the client's clock; `null`: none did. */
export interface MissingSpan {
  readonly firstMs: number;
  readonly lastMs: number;
}

/** The events that never arrived: the first 100 of them by time, and from when to when. */
export class MissingEvents {
  readonly #sample: Missing[] = [];
  readonly span: MissingSpan | null;

  constructor(ledger: Ledger) {
    let firstMs = Number.POSITIVE_INFINITY;
    let lastMs = Number.NEGATIVE_INFINITY;
    ledger.forEach((number, stage, stageMs) => {
      if (!Number.isNaN(stageMs)) return;
      const endMs = ledger.requests.endMs(number);
      firstMs = Math.min(firstMs, endMs);
      lastMs = Math.max(lastMs, endMs);
      this.#keepEarliest({ number, stage, atMs: ledger.clientMs(number, stage) });
    });
    this.span = Number.isFinite(firstMs) ? { firstMs, lastMs } : null;
  }

  /** Numbers of the requests whose records `sample` needs. */
  wanted(): ReadonlySet<number> {
    return new Set(this.#sample.map(({ number }) => number));
  }

  /** With the requests that made them, from their records by number. */
  sample(meta: TrialMeta, records: ReadonlyMap<number, RequestRecord>): readonly MissingEvent[] {
    return this.#sample.map(({ number, stage, atMs }) => {
      const record = records.get(number);
      const shape = record === undefined ? undefined : meta.shapes[record.shape];
      return {
        auditId: record?.id ?? '',
        stage: stageOf(stage),
        atMs: atMs - meta.startMs,
        request: shape === undefined ? '' : `${shape.method} ${pathOf(shape, record?.name ?? '')}`,
        status: record?.status ?? null,
      };
    });
  }

  /** The sample is in order; equal times stay in theirs. */
  #keepEarliest(missing: Missing): void {
    const last = this.#sample[SAMPLE_SIZE - 1];
    if (last !== undefined && last.atMs <= missing.atMs) return;
    let at = this.#sample.length;
    while (at > 0 && (this.#sample[at - 1]?.atMs ?? 0) > missing.atMs) at -= 1;
    this.#sample.splice(at, 0, missing);
    this.#sample.length = Math.min(this.#sample.length, SAMPLE_SIZE);
  }
}
