import type { ArrivalRecord } from '../../core/arrivals.ts';
import type { BatchRecord, SampleRecord } from '../../core/records.ts';
import type { TrialMeta } from '../../core/trial-meta.ts';
import { Floats } from '../columns/floats.ts';
import { sortTagged } from '../columns/sort-tagged.ts';
import { exactQuantile } from '../quantiles.ts';
import type { Ledger } from './ledger.ts';
import { lostOthersMs } from './lost-others.ts';
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

export interface ArrivalsInput {
  readonly meta: TrialMeta;
  readonly ledger: Ledger;
  readonly batches: BatchFacts;
  readonly samples: readonly SampleRecord[];
  /** Events that were lost at each API server, by its counters; empty where they explain nothing. */
  readonly lost: readonly number[];
}

/**
 * When each event reached the audit backend: the stage timestamp when it was delivered; when it was lost, the client's
 * time plus the median offset seen on delivered events of the stage. RequestReceived is stamped before authentication, so
 * its client's send time plus the offset of ResponseComplete's neighbour would be wrong: the medians are taken per stage.
 * Lost events of others are placed by the counters. To be asked once: the ledger forgets its times.
 */
export function arrivalsOf({ meta, ledger, batches, samples, lost }: ArrivalsInput): readonly ArrivalRecord[] {
  const offsetsMs = medianOffsetsMs(ledger);
  const sizes = batches.meanSizes();
  // With one API server every connection is its.
  const otherwise = meta.instances.length === 1 ? 0 : -1;
  const all = meta.instances.map((_, instance) => {
    const place = { instance, otherwise, offsetsMs, lostOthers: (lost[instance] ?? 0) - ledger.missingOf(instance) };
    return timesOf(meta, ledger, samples, place);
  });
  ledger.forgetTimes();
  return all.map(({ timesMs, tags }, instance) => {
    return {
      instance: meta.instances[instance] ?? '',
      timesMs,
      sizesBytes: mapped(tags, (tag) => sizes[tag & STAGE_BITS] ?? 0),
      lateMs: mapped(tags, (tag) => ledger.requests.lateMs(tag >>> STAGE_BIT_COUNT)),
      timerStartMs: batches.lastHandOverMs((peer) => ledger.peers.instanceOf(peer, otherwise) === instance),
    };
  });
}

function mapped(tags: Uint32Array, valueOf: (tag: number) => number): Float64Array {
  const values = new Float64Array(tags.length);
  for (let at = 0; at < tags.length; at += 1) {
    const value = valueOf(tags[at] as number);
    // Memory that was never written to is none that the system has given.
    if (value !== 0) values[at] = value;
  }
  return values;
}

interface Place {
  /** Index of the API server. */
  readonly instance: number;
  /** Whose a connection is that no request of ours has told. */
  readonly otherwise: number;
  readonly offsetsMs: readonly number[];
  /** Lost events that are not ours. */
  readonly lostOthers: number;
}

interface Arrivals {
  /** Sorted, from the start of the measurement. */
  readonly timesMs: Float64Array;
  /** Request and stage of each. */
  readonly tags: Uint32Array;
}

/** Arrivals at one API server: known ones first, which then tell where the others must have been. */
function timesOf(meta: TrialMeta, ledger: Ledger, samples: readonly SampleRecord[], place: Place): Arrivals {
  const lostOthers = Math.max(0, place.lostOthers);
  const others = othersOf(meta, ledger, place);
  const known = ledger.expectedOf(place.instance) + others.insideMs.length;
  const timesMs = new Float64Array(known + lostOthers);
  const tags = new Uint32Array(timesMs.length).fill(NO_STAGE);
  const ourLost = new Floats();
  let at = 0;
  ledger.forEach((number, stage, stageMs) => {
    if (ledger.requests.instance(number) !== place.instance) return;
    const isLost = Number.isNaN(stageMs);
    const stampMs = isLost ? ledger.clientMs(number, stage) + (place.offsetsMs[stage] ?? 0) : stageMs;
    const atMs = stampMs - meta.startMs;
    timesMs[at] = atMs;
    if (isLost && lostOthers > 0) ourLost.push(atMs);
    tags[at] = (number << STAGE_BIT_COUNT) | stage;
    at += 1;
  });
  timesMs.set(others.insideMs, at);
  const knownMs = timesMs.subarray(0, known);
  sortTagged(knownMs, tags.subarray(0, known));
  if (lostOthers === 0) return { timesMs, tags };
  const own = samples.filter(({ instance }) => instance === meta.instances[place.instance]);
  const { startMs } = meta;
  const placed = lostOthersMs({
    samples: own,
    startMs,
    knownMs,
    earlierMs: others.beforeMs,
    ourLostMs: ourLost.toArray().sort(),
    lost: lostOthers,
  });
  timesMs.set(placed, known);
  const all = { timesMs: timesMs.subarray(0, known + placed.length), tags: tags.subarray(0, known + placed.length) };
  sortTagged(all.timesMs, all.tags);
  return all;
}

/** Delivered events of others at one API server, from the start of the measurement: in it, and before it (sorted). */
function othersOf(meta: TrialMeta, ledger: Ledger, { instance, otherwise }: Place) {
  const inside = new Floats();
  const before = new Floats();
  ledger.others.forEach((stageMs, peer) => {
    if (ledger.peers.instanceOf(peer, otherwise) !== instance || stageMs > meta.drainedMs) return;
    (stageMs < meta.startMs ? before : inside).push(stageMs - meta.startMs);
  });
  return { insideMs: inside.toArray(), beforeMs: before.toArray().sort() };
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
