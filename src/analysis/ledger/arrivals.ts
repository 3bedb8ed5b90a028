import type { ArrivalRecord } from '../../core/arrivals.ts';
import type { BatchRecord } from '../../core/records.ts';
import type { TrialMeta } from '../../core/trial-meta.ts';
import { sortTagged } from '../columns/sort-tagged.ts';
import { exactQuantile } from '../quantiles.ts';
import type { Ledger } from './ledger.ts';
import { NO_STAGE, STAGE_COUNT, stageNumber } from './stages.ts';

/** An arrival's tag: the number of its request (0: not ours) above its stage. */
const STAGE_BIT_COUNT = 3;
const STAGE_BITS = (1 << STAGE_BIT_COUNT) - 1;

/** What arrivals need of the batches: sizes of events, and when the last was handed over before the measurement. */
export class BatchFacts {
  readonly #startMs: number;
  readonly #counts = new Float64Array(STAGE_COUNT + 1);
  readonly #sums = new Float64Array(STAGE_COUNT + 1);
  /** By connection. */
  readonly #lastBeforeMs: number[] = [];

  constructor({ startMs }: Pick<TrialMeta, 'startMs'>) {
    this.#startMs = startMs;
  }

  add(batch: BatchRecord, peer: number): void {
    if (batch.arrivedMs < this.#startMs)
      this.#lastBeforeMs[peer] = Math.max(this.#lastBeforeMs[peer] ?? Number.NEGATIVE_INFINITY, batch.arrivedMs);
    for (const [, stageName, , , sizeBytes] of batch.events) {
      const stage = stageNumber(stageName);
      this.#counts[stage] = (this.#counts[stage] ?? 0) + 1;
      this.#sums[stage] = (this.#sums[stage] ?? 0) + sizeBytes;
    }
  }

  /** Mean JSON bytes of an event by stage; over all of them for a stage that never came, and for NO_STAGE. */
  meanSizes(): readonly number[] {
    const sumOf = (column: Float64Array): number => column.reduce((sum, value) => sum + value, 0);
    const events = sumOf(this.#counts);
    const overall = events === 0 ? 0 : sumOf(this.#sums) / events;
    return Array.from(this.#counts, (count, stage) =>
      stage === NO_STAGE || count === 0 ? overall : (this.#sums[stage] ?? 0) / count,
    );
  }

  /** The collector's timer restarted when the last batch before the measurement was handed over; `null`: none was seen. */
  lastHandOverMs(isOfInstance: (peer: number) => boolean): number | null {
    let latest: number | null = null;
    // Connections without a batch before the measurement leave holes, which forEach passes over.
    this.#lastBeforeMs.forEach((atMs, peer) => {
      if (isOfInstance(peer)) latest = Math.max(latest ?? Number.NEGATIVE_INFINITY, atMs);
    });
    return latest === null ? null : latest - this.#startMs;
  }
}

/**
 * When each event reached the audit backend: the stage timestamp when it was delivered; when it was lost, the client's
 * time plus the median offset seen on delivered events of the stage. RequestReceived is stamped before authentication, so
 * its client's send time plus the offset of ResponseComplete's neighbour would be wrong: the medians are taken per stage.
 */
export function arrivalsOf(meta: TrialMeta, ledger: Ledger, batches: BatchFacts): readonly ArrivalRecord[] {
  const offsetsMs = medianOffsetsMs(ledger);
  const sizes = batches.meanSizes();
  // With one API server every connection is its.
  const otherwise = meta.instances.length === 1 ? 0 : -1;
  return meta.instances.map((name, instance) => {
    const { timesMs, tags } = timesOf(meta, ledger, { instance, otherwise, offsetsMs });
    sortTagged(timesMs, tags);
    return {
      instance: name,
      timesMs,
      sizesBytes: mapped(tags, (tag) => sizes[tag & STAGE_BITS] ?? 0),
      lateMs: mapped(tags, (tag) => ledger.requests.lateMs(tag >>> STAGE_BIT_COUNT)),
      timerStartMs: batches.lastHandOverMs((peer) => ledger.peers.instanceOf(peer, otherwise) === instance),
    };
  });
}

function mapped(tags: Uint32Array, valueOf: (tag: number) => number): Float64Array {
  const values = new Float64Array(tags.length);
  for (let at = 0; at < tags.length; at += 1) values[at] = valueOf(tags[at] as number);
  return values;
}

interface Place {
  /** Index of the API server. */
  readonly instance: number;
  /** Whose a connection is that no request of ours has told. */
  readonly otherwise: number;
  readonly offsetsMs: readonly number[];
}

/** Arrivals at one API server, not sorted, from the start of the measurement; `tags`: request and stage of each. */
function timesOf(meta: TrialMeta, ledger: Ledger, place: Place): { timesMs: Float64Array; tags: Uint32Array } {
  const { instance, otherwise, offsetsMs } = place;
  let count = ledger.expectedOf(instance);
  const isHere = (stageMs: number, peer: number): boolean =>
    ledger.peers.instanceOf(peer, otherwise) === instance && stageMs >= meta.startMs && stageMs <= meta.drainedMs;
  ledger.others.forEach((stageMs, peer) => {
    if (isHere(stageMs, peer)) count += 1;
  });
  const timesMs = new Float64Array(count);
  const tags = new Uint32Array(count).fill(NO_STAGE);
  let at = 0;
  ledger.forEach((number, stage, stageMs) => {
    if (ledger.requests.instance(number) !== instance) return;
    const atMs = Number.isNaN(stageMs) ? ledger.clientMs(number, stage) + (offsetsMs[stage] ?? 0) : stageMs;
    timesMs[at] = atMs - meta.startMs;
    tags[at] = (number << STAGE_BIT_COUNT) | stage;
    at += 1;
  });
  ledger.others.forEach((stageMs, peer) => {
    if (!isHere(stageMs, peer)) return;
    timesMs[at] = stageMs - meta.startMs;
    at += 1;
  });
  return { timesMs, tags };
}

/** Median of stage timestamp − client's time by stage, over delivered events; 0 where there is none. */
function medianOffsetsMs(ledger: Ledger): readonly number[] {
  const offsets = Array.from({ length: STAGE_COUNT }, (_, stage) => new Float64Array(ledger.deliveredOf(stage)));
  const ends = new Float64Array(STAGE_COUNT);
  ledger.forEach((number, stage, stageMs) => {
    if (Number.isNaN(stageMs)) return;
    const at = ends[stage] as number;
    (offsets[stage] as Float64Array)[at] = stageMs - ledger.clientMs(number, stage);
    ends[stage] = at + 1;
  });
  return offsets.map((values) => exactQuantile(values, 0.5) ?? 0);
}
