import type { BatchRecord, RequestRecord, SampleRecord } from '../core/records.ts';
import type { Series } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { Floats } from './columns/floats.ts';
import { exactQuantile, exactQuantiles } from './quantiles.ts';

const MAX_BINS = 600;
/** Steps that people read easily, ms; none is finer than the grid on which the metrics are read. */
const STEPS_MS = [500, 1000, 2000, 5000, 10_000, 30_000, 60_000] as const;

/** Events in the buffer by the model, on the grid given; `null` without a model. */
export type Occupancy = (startMs: number, stepMs: number, bins: number) => readonly number[] | null;

/** Everything over time, binned for a page; the raw data stay in the JSONL files. */
export class SeriesBuilder {
  readonly #meta: TrialMeta;
  readonly #grid: Grid;
  readonly #sent: Float64Array;
  readonly #delivered: Float64Array;
  readonly #latencies: Floats[];
  readonly #lags: Floats[];
  readonly #batchEvents: Floats[];
  readonly #openPosts: Float64Array;

  constructor(meta: TrialMeta) {
    const spanMs = Math.max(1, meta.drainedMs - meta.startMs);
    const stepMs = STEPS_MS.find((step) => spanMs / step <= MAX_BINS) ?? Math.ceil(spanMs / MAX_BINS);
    const bins = Math.max(1, Math.ceil(spanMs / stepMs));
    const columns = (what: 'durations' | 'numbers'): Floats[] => Array.from({ length: bins }, () => new Floats(what));
    this.#meta = meta;
    this.#grid = { startMs: meta.startMs, stepMs, bins };
    this.#sent = new Float64Array(bins);
    this.#delivered = new Float64Array(bins);
    this.#latencies = columns('durations');
    this.#lags = columns('durations');
    this.#batchEvents = columns('numbers');
    this.#openPosts = new Float64Array(bins).fill(Number.NaN);
  }

  /** Of the measured phases. */
  addRequest({ intendedMs, sentMs, doneMs }: RequestRecord): void {
    if (sentMs === null) return;
    add(this.#sent, this.#binOf(sentMs));
    if (doneMs !== null) this.#latencies[this.#binOf(intendedMs)]?.push(doneMs - intendedMs);
  }

  /** Any, delivered or not. */
  addPost({ arrivedMs, concurrency }: BatchRecord): void {
    const bin = this.#binOf(arrivedMs);
    if (concurrency === undefined || bin < 0 || bin >= this.#openPosts.length) return;
    const most = this.#openPosts[bin] as number;
    if (!(most >= concurrency)) this.#openPosts[bin] = concurrency;
  }

  /** That was delivered. */
  addBatch({ arrivedMs, events }: BatchRecord): void {
    const bin = this.#binOf(arrivedMs);
    const lags = this.#lags[bin];
    for (const [, , stageMs] of events) {
      add(this.#delivered, bin);
      lags?.push(arrivedMs - stageMs);
    }
    this.#batchEvents[bin]?.push(events.length);
  }

  /** What the records make of it, which is small. To be asked once: the values themselves are forgotten. */
  binned(): BinnedRecords {
    const perSecond = (counts: Float64Array): readonly number[] =>
      Array.from(counts, (count) => (count * 1000) / this.#grid.stepMs);
    const latencies = taken(this.#latencies).map((values) => exactQuantiles(values.toArray()));
    return {
      grid: this.#grid,
      requestsPerSecond: perSecond(this.#sent),
      deliveredPerSecond: perSecond(this.#delivered),
      requestLatencyP50Ms: latencies.map((quantiles) => quantiles?.p50 ?? null),
      requestLatencyP99Ms: latencies.map((quantiles) => quantiles?.p99 ?? null),
      batchEventsMean: taken(this.#batchEvents).map((values) => exactQuantiles(values.toArray())?.mean ?? null),
      openPosts: Array.from(this.#openPosts, (most) => (Number.isNaN(most) ? null : most)),
      deliveryLagP99Ms: taken(this.#lags).map((values) => exactQuantile(values.toArray(), 0.99)),
    };
  }

  #binOf(atMs: number): number {
    return Math.floor((atMs - this.#meta.startMs) / this.#grid.stepMs);
  }
}

/** Out of the list, which is empty then. */
function taken(columns: Floats[]): readonly Floats[] {
  return columns.splice(0);
}

interface Grid {
  readonly startMs: number;
  readonly stepMs: number;
  readonly bins: number;
}

type FromRecords =
  | 'requestsPerSecond'
  | 'deliveredPerSecond'
  | 'requestLatencyP50Ms'
  | 'requestLatencyP99Ms'
  | 'batchEventsMean'
  | 'deliveryLagP99Ms';

export interface BinnedRecords extends Pick<Series, FromRecords> {
  readonly openPosts: readonly (number | null)[];
  readonly grid: Grid;
}

export function timeSeries(
  { grid, ...records }: BinnedRecords,
  meta: Pick<TrialMeta, 'instances'>,
  samples: readonly SampleRecord[],
  occupancy: Occupancy,
): Series {
  const { startMs, stepMs, bins } = grid;
  const goodOf = (instance: string): readonly SampleRecord[] =>
    samples.filter((sample) => sample.instance === instance && sample.counters !== null);
  const rateOf = (pick: (sample: SampleRecord) => number): readonly (number | null)[] =>
    sumOfInstances(meta.instances, (instance) => slopes(goodOf(instance), pick, grid));
  const levelOf = (pick: (sample: SampleRecord) => number | null): readonly (number | null)[] =>
    sumOfInstances(meta.instances, (instance) => levels(goodOf(instance), pick, grid));
  return {
    startMs: 0,
    stepMs,
    requestsPerSecond: records.requestsPerSecond,
    generatedPerSecond: rateOf((sample) => sample.counters?.generated ?? 0),
    deliveredPerSecond: records.deliveredPerSecond,
    droppedPerSecond: rateOf((sample) => sample.counters?.errors.buffered ?? 0),
    bufferOccupancy: occupancy(startMs, stepMs, bins) ?? Array.from({ length: bins }, () => null),
    requestLatencyP50Ms: records.requestLatencyP50Ms,
    requestLatencyP99Ms: records.requestLatencyP99Ms,
    batchEventsMean: records.batchEventsMean,
    deliveryLagP99Ms: records.deliveryLagP99Ms,
    apiserverRequestMeanMs: requestMeans(rateOf),
    memoryBytes: levelOf(({ counters }) => counters?.residentMemoryBytes ?? null),
    cpuCores: rateOf((sample) => sample.counters?.cpuSeconds ?? 0),
    inflightRequests: levelOf(({ counters }) => counters?.inflightRequests ?? null),
    openPosts: records.openPosts,
  };
}

/** Seconds of requests per second over requests per second, bin by bin; `null` where none was answered. */
function requestMeans(
  rateOf: (pick: (sample: SampleRecord) => number) => readonly (number | null)[],
): readonly (number | null)[] {
  const counts = rateOf(({ counters }) => counters?.requestDuration?.count ?? 0);
  const seconds = rateOf(({ counters }) => counters?.requestDuration?.sumSeconds ?? 0);
  return counts.map((count, bin) => {
    const spent = seconds[bin] ?? null;
    return count === null || count === 0 || spent === null ? null : (spent / count) * 1000;
  });
}

function add(bins: Float64Array, bin: number): void {
  if (bin >= 0 && bin < bins.length) bins[bin] = (bins[bin] ?? 0) + 1;
}

/** Growth per second of a counter between neighbouring good samples of an API server, given to every bin that the interval covers. */
function slopes(
  own: readonly SampleRecord[],
  pick: (sample: SampleRecord) => number,
  { startMs, stepMs, bins }: Grid,
): (number | null)[] {
  const rates: (number | null)[] = Array.from({ length: bins }, () => null);
  for (const [index, sample] of own.entries()) {
    const previous = own[index - 1];
    if (previous === undefined || sample.sentMs <= previous.sentMs) continue;
    const rate = ((pick(sample) - pick(previous)) * 1000) / (sample.sentMs - previous.sentMs);
    const from = Math.max(0, Math.floor((previous.sentMs - startMs) / stepMs));
    const to = Math.min(bins - 1, Math.floor((sample.sentMs - startMs) / stepMs));
    for (let bin = from; bin <= to; bin += 1) rates[bin] = Math.max(0, rate);
  }
  return rates;
}

/** What each sample shows, until the next one. */
function levels(
  own: readonly SampleRecord[],
  pick: (sample: SampleRecord) => number | null,
  { startMs, stepMs, bins }: Grid,
): (number | null)[] {
  const values: (number | null)[] = Array.from({ length: bins }, () => null);
  for (const [index, sample] of own.entries()) {
    const next = own[index + 1];
    const from = Math.floor((sample.sentMs - startMs) / stepMs);
    const to = next === undefined ? from : Math.floor((next.sentMs - startMs) / stepMs);
    for (let bin = Math.max(0, from); bin <= Math.min(bins - 1, to); bin += 1) values[bin] = pick(sample);
  }
  return values;
}

/** Bin by bin over the API servers; `null` where one of them has no value. */
function sumOfInstances(
  instances: readonly string[],
  read: (instance: string) => readonly (number | null)[],
): readonly (number | null)[] {
  const columns = instances.map(read);
  return (columns[0] ?? []).map((_, bin) =>
    columns.reduce<number | null>((sum, column) => {
      const value = column[bin] ?? null;
      return sum === null || value === null ? null : sum + value;
    }, 0),
  );
}
