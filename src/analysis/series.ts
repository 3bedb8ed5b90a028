import { parseAuditId } from '../core/audit-id.ts';
import type { BatchRecord, RequestRecord, SampleRecord } from '../core/records.ts';
import type { Series } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { exactQuantiles } from './quantiles.ts';

const MAX_BINS = 600;
/** Steps that people read easily, ms; none is finer than the grid on which the metrics are read. */
const STEPS_MS = [500, 1000, 2000, 5000, 10_000, 30_000, 60_000] as const;

export interface SeriesInput {
  readonly meta: TrialMeta;
  readonly requests: readonly RequestRecord[];
  readonly batches: readonly BatchRecord[];
  readonly samples: readonly SampleRecord[];
  /** Events in the buffer by the model, on the grid given; `null` without a model. */
  readonly occupancy: (startMs: number, stepMs: number, bins: number) => readonly number[] | null;
}

/** Everything over time, binned for a page; the raw data stay in the JSONL files. */
export function timeSeries({ meta, requests, batches, samples, occupancy }: SeriesInput): Series {
  const spanMs = Math.max(1, meta.drainedMs - meta.startMs);
  const stepMs = STEPS_MS.find((step) => spanMs / step <= MAX_BINS) ?? Math.ceil(spanMs / MAX_BINS);
  const bins = Math.max(1, Math.ceil(spanMs / stepMs));
  const binOf = (atMs: number): number => Math.floor((atMs - meta.startMs) / stepMs);
  const perSecond = (counts: Float64Array): readonly number[] => Array.from(counts, (count) => (count * 1000) / stepMs);
  const sent = new Float64Array(bins);
  const delivered = new Float64Array(bins);
  const latencies: number[][] = Array.from({ length: bins }, () => []);
  const lags: number[][] = Array.from({ length: bins }, () => []);
  const batchEvents: number[][] = Array.from({ length: bins }, () => []);
  for (const { intendedMs, sentMs, doneMs, id } of requests) {
    if (sentMs === null || parseAuditId(id)?.kind !== 'measured') continue;
    add(sent, binOf(sentMs));
    if (doneMs !== null) latencies[binOf(intendedMs)]?.push(doneMs - intendedMs);
  }
  for (const batch of batches) {
    const bin = binOf(batch.arrivedMs);
    if (!batch.delivered) continue;
    for (const [, , stageMs] of batch.events) {
      add(delivered, bin);
      lags[bin]?.push(batch.arrivedMs - stageMs);
    }
    batchEvents[bin]?.push(batch.events.length);
  }
  const quantile = (values: readonly number[], pick: 'p50' | 'p99' | 'mean'): number | null =>
    exactQuantiles(values)?.[pick] ?? null;
  const rateOf = (pick: (sample: SampleRecord) => number): readonly (number | null)[] =>
    sumOfInstances(meta.instances, (instance) => slopes(samples, instance, pick, meta.startMs, stepMs, bins));
  return {
    startMs: 0,
    stepMs,
    requestsPerSecond: perSecond(sent),
    generatedPerSecond: rateOf((sample) => sample.counters?.generated ?? 0),
    deliveredPerSecond: perSecond(delivered),
    droppedPerSecond: rateOf((sample) => sample.counters?.errors.buffered ?? 0),
    bufferOccupancy: occupancy(meta.startMs, stepMs, bins) ?? Array.from({ length: bins }, () => null),
    requestLatencyP50Ms: latencies.map((values) => quantile(values, 'p50')),
    requestLatencyP99Ms: latencies.map((values) => quantile(values, 'p99')),
    batchEventsMean: batchEvents.map((values) => quantile(values, 'mean')),
    deliveryLagP99Ms: lags.map((values) => quantile(values, 'p99')),
    apiserverRequestMeanMs: requestMeans(rateOf),
    memoryBytes: sumOfInstances(meta.instances, (instance) => levels(samples, instance, meta.startMs, stepMs, bins)),
    cpuCores: rateOf((sample) => sample.counters?.cpuSeconds ?? 0),
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

/** Growth per second of a counter between neighbouring samples, given to every bin that the interval covers. */
function slopes(
  samples: readonly SampleRecord[],
  instance: string,
  pick: (sample: SampleRecord) => number,
  startMs: number,
  stepMs: number,
  bins: number,
): (number | null)[] {
  const rates: (number | null)[] = Array.from({ length: bins }, () => null);
  const own = samples.filter((sample) => sample.instance === instance && sample.counters !== null);
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

/** Resident memory, each sample until the next one. */
function levels(
  samples: readonly SampleRecord[],
  instance: string,
  startMs: number,
  stepMs: number,
  bins: number,
): (number | null)[] {
  const values: (number | null)[] = Array.from({ length: bins }, () => null);
  const own = samples.filter((sample) => sample.instance === instance && sample.counters !== null);
  for (const [index, sample] of own.entries()) {
    const next = own[index + 1];
    const from = Math.floor((sample.sentMs - startMs) / stepMs);
    const to = next === undefined ? from : Math.floor((next.sentMs - startMs) / stepMs);
    for (let bin = Math.max(0, from); bin <= Math.min(bins - 1, to); bin += 1)
      values[bin] = sample.counters?.residentMemoryBytes ?? null;
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
