import type { ArrivalRecord } from '../core/arrivals.ts';
import type { BatchRecord, RequestRecord, SampleRecord } from '../core/records.ts';
import type { Histograms, OursAccount, Quantiles, TrialResult } from '../core/result.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import { type TrialMeta, trialLoad } from '../core/trial-meta.ts';
import { arrivalsOf } from './arrivals.ts';
import { type BindingEvidence, bindingLimit } from './binding.ts';
import { counterDelta, requestDurationMeanMs } from './counters.ts';
import { judgeDoubts } from './doubts.ts';
import { eventAccount } from './events-account.ts';
import { buildLedger, type Ledger, type OurEvent } from './ledger.ts';
import { missingEvents } from './missing.ts';
import { LATE_MS } from '../core/lateness.ts';
import { judgeLateness } from './lateness.ts';
import { judgeObjectives } from './objectives.ts';
import { type Model, predict } from './prediction.ts';
import { LatencyHistogram } from './quantiles.ts';
import { receiverResult } from './receiver.ts';
import { phaseResults, requestAccount } from './request-account.ts';
import { timeSeries } from './series.ts';

/** Recovery is read off the model's buffer in steps of this. */
const RECOVERY_STEP_MS = 100;

/** The raw artifacts of a trial, in memory. */
export interface RawTrial {
  readonly requests: readonly RequestRecord[];
  readonly batches: readonly BatchRecord[];
  readonly samples: readonly SampleRecord[];
  /** A file ended in the middle of a line and was used up to the last whole one. */
  readonly cut: readonly string[];
}

export interface AnalysedTrial {
  readonly result: TrialResult;
  /** What the audit backend of each API server got: the input of the model. */
  readonly arrivals: readonly ArrivalRecord[];
}

/** Raw artifacts → outcome. Pure: the same files give the same result, with or without a cluster. */
export function analyseTrial(meta: TrialMeta, raw: RawTrial): AnalysedTrial {
  const ledger = buildLedger(raw.requests, raw.batches, meta.shapes, meta.policy, meta.trialKey);
  const measured = raw.requests.filter((request) => meta.load.phases[request.phase]?.measure === true);
  const deltas = meta.instances.map((instance) => counterDelta(instance, raw.samples));
  const requests = requestAccount(measured, meta.settings.mode);
  const events = eventAccount({
    deltas,
    batches: raw.batches,
    oursExpected: ledger.ours.length,
    overheadEvents: meta.overheadEvents,
    drained: meta.drained,
  });
  const lag = lagHistogram(ledger.ours);
  const latency = histogramOf(measured, ({ intendedMs, doneMs }) => (doneMs === null ? null : doneMs - intendedMs));
  const service = histogramOf(measured, ({ sentMs, doneMs }) =>
    doneMs === null || sentMs === null ? null : doneMs - sentMs,
  );
  const sendLag = histogramOf(measured, ({ sentMs, intendedMs }) => (sentMs === null ? null : sentMs - intendedMs));
  const arrivals = arrivalsOf(meta, ledger, raw.batches);
  const model = predict(meta, arrivals);
  const inside = raw.batches.filter((batch) => batch.arrivedMs >= meta.startMs && batch.arrivedMs <= meta.drainedMs);
  const ours = oursAccount(ledger, meta);
  const lost =
    events.generated === null ? null : (events.dropped ?? 0) + (events.discarded ?? 0) + (events.failed ?? 0);
  const lossRatio =
    lost === null || events.generated === null ? null : events.generated === 0 ? 0 : lost / events.generated;
  const memoryPeakBytes = sumOrNull(deltas.map((delta) => delta?.memoryPeakBytes ?? null));
  const deliveryLagMs = lag.quantiles();
  const requestLatencyMs = latency.quantiles();
  const sendLagMs = sendLag.quantiles();
  const sendLagP99Ms = pacedLagP99(measured, meta);
  const lateness =
    meta.settings.mode === 'batch' && sendLagP99Ms !== null && sendLagP99Ms > LATE_MS
      ? judgeLateness(meta.settings, arrivals, sendLagP99Ms)
      : null;
  const doubts = judgeDoubts({
    requests,
    events,
    sendLagP99Ms,
    lateness,
    status429: measured.filter((request) => request.status === 429).length,
    flowControlRejected: sumOrNull(deltas.map((delta) => delta?.flowControlRejected ?? null)),
    largestScrapeGapMs: largestGapMs(meta, raw.samples),
    sampleIntervalMs: meta.sampleIntervalMs,
    counterReset: deltas.some((delta) => delta?.reset === true),
    readingsMissing: deltas.includes(null),
    skewMs: skewMs(ledger.ours),
    unanswered: requests.sent - requests.answered,
  });
  const cutDoubts = raw.cut.map((file) => ({
    name: 'cut-file',
    sentence: `${file} ends in the middle of a line: used up to the last whole one`,
  }));
  const histograms: Histograms = { deliveryLagUs: lag.encode(), requestLatencyUs: latency.encode() };
  const result: TrialResult = {
    id: meta.id,
    variant: meta.variant,
    isDefaults: meta.isDefaults,
    repeat: meta.repeat,
    role: meta.role,
    startedAt: meta.startedAt,
    durationMs: meta.drainedMs - meta.startMs,
    load: trialLoad(meta),
    settings: settingsToDocument(meta.settings),
    flags: meta.flags,
    phases: phaseResults(meta, raw.requests),
    requests,
    events,
    instances: deltas.map((delta, index) => ({
      name: meta.instances[index] ?? '',
      generated: delta?.generated ?? null,
      dropped: delta?.errors.buffered ?? null,
      failed: delta?.errors.webhook ?? null,
      rejected: delta?.rejected ?? null,
    })),
    ours,
    lossRatio,
    predicted: model?.prediction ?? null,
    ...lossTimes(ledger, meta, model, lost),
    binding: bindingLimit({
      settings: meta.settings,
      receiverLatencyMs: meta.receiver.latencyMs,
      failed: events.failed ?? 0,
      dropped: events.dropped ?? 0,
      rejected: requests.rejected,
      busiestPerSecond: busiestPerSecond(meta, arrivals),
      ...batchCounts(model),
    }),
    deliveryLagMs,
    requestLatencyMs,
    serviceTimeMs: service.quantiles(),
    sendLagMs,
    lateness,
    receiver: receiverResult(inside),
    apiserver: {
      memoryPeakBytes,
      cpuSeconds: sumOrNull(deltas.map((delta) => delta?.cpuSeconds ?? null)),
      requestDurationMeanMs: requestDurationMeanMs(deltas),
    },
    series: timeSeries({
      meta,
      requests: raw.requests,
      batches: raw.batches,
      samples: raw.samples,
      occupancy: (...grid) => model?.occupancy(...grid) ?? null,
    }),
    histograms,
    missingSample: missingEvents(ledger.ours, meta),
    objectives: judgeObjectives(meta.objectives, {
      lossRatio,
      missing: ours.missing,
      deliveryLagMs,
      requestLatencyMs,
      memoryPeakBytes,
    }),
    doubts: [...doubts, ...cutDoubts],
    trusted: doubts.length + cutDoubts.length === 0,
    error: null,
  };
  return { result, arrivals };
}

function busiestPerSecond({ startMs, endMs }: TrialMeta, arrivals: readonly ArrivalRecord[]): number {
  return Math.max(0, ...arrivals.map(({ timesMs }) => timesMs.length)) / Math.max(0.001, (endMs - startMs) / 1000);
}

function batchCounts(model: Model | null): Pick<BindingEvidence, 'peakBuffer' | 'batches' | 'batchesByTimer'> {
  const simulations = model?.simulations ?? [];
  return {
    peakBuffer: model?.prediction.peakBuffer ?? 0,
    batches: simulations.reduce((sum, { batchSizes }) => sum + batchSizes.length, 0),
    batchesByTimer: simulations.reduce((sum, { batchesByTimer }) => sum + batchesByTimer, 0),
  };
}

function oursAccount(ledger: Ledger, meta: TrialMeta): OursAccount {
  const lateMs = lateAfterMs(meta);
  let delivered = 0;
  let duplicate = 0;
  let late = 0;
  for (const { stageMs, arrivedMs, copies } of ledger.ours) {
    if (stageMs === null || arrivedMs === null) continue;
    delivered += 1;
    duplicate += copies - 1;
    if (arrivedMs - stageMs > lateMs) late += 1;
  }
  return { expected: ledger.ours.length, delivered, missing: ledger.ours.length - delivered, duplicate, late };
}

/** An event is late beyond the scenario's delivery lag; without one, beyond what an idle pipeline needs: W + 5 s. */
function lateAfterMs(meta: TrialMeta): number {
  const objective = meta.objectives.find(({ name }) => name === 'deliveryLagP99');
  if (objective !== undefined) return objective.max;
  return (meta.settings.mode === 'batch' ? meta.settings.maxBatchWaitMs : 0) + 5000;
}

function lagHistogram(ours: readonly OurEvent[]): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const { stageMs, arrivedMs } of ours) {
    if (stageMs !== null && arrivedMs !== null) histogram.record(arrivedMs - stageMs);
  }
  return histogram;
}

function histogramOf(
  requests: readonly RequestRecord[],
  pick: (request: RequestRecord) => number | null,
): LatencyHistogram {
  const histogram = new LatencyHistogram();
  for (const request of requests) {
    const value = pick(request);
    if (value !== null) histogram.record(value);
  }
  return histogram;
}

/** Only paced phases have intended times of their own. */
function pacedLagP99(requests: readonly RequestRecord[], meta: TrialMeta): number | null {
  const paced = requests.filter(({ phase }) => meta.load.phases[phase]?.kind !== 'burst');
  const quantiles: Quantiles | null = histogramOf(paced, ({ sentMs, intendedMs }) =>
    sentMs === null ? null : sentMs - intendedMs,
  ).quantiles();
  return quantiles?.p99 ?? null;
}

/** First loss and recovery, from the start: the first missing event; after the last one, the buffer empty by the model. */
function lossTimes(
  ledger: Ledger,
  meta: TrialMeta,
  model: Model | null,
  lost: number | null,
): Pick<TrialResult, 'firstLossAtMs' | 'recoveredAtMs'> {
  if (lost === null || lost === 0) return { firstLossAtMs: null, recoveredAtMs: null };
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const { stageMs, request } of ledger.ours) {
    if (stageMs !== null) continue;
    const atMs = request.doneMs ?? request.sentMs ?? request.intendedMs;
    first = Math.min(first, atMs);
    last = Math.max(last, atMs);
  }
  if (!Number.isFinite(first)) return { firstLossAtMs: null, recoveredAtMs: null };
  const bins = Math.max(0, Math.ceil((meta.drainedMs - last) / RECOVERY_STEP_MS));
  const emptyAt = model?.occupancy(last, RECOVERY_STEP_MS, bins).findIndex((events) => events === 0) ?? 0;
  // Never empty before the end of the drain: recovered by its end at the earliest.
  const afterMs = (emptyAt === -1 ? bins : emptyAt) * RECOVERY_STEP_MS;
  return { firstLossAtMs: first - meta.startMs, recoveredAtMs: last + afterMs - meta.startMs };
}

/** Between neighbouring good samples of an API server, from the first reading to the last. */
function largestGapMs(meta: TrialMeta, samples: readonly SampleRecord[]): number {
  return Math.max(
    0,
    ...meta.instances.map((instance) => {
      const times = samples
        .filter((sample) => sample.instance === instance && sample.counters !== null)
        .map(({ sentMs }) => sentMs);
      return times.reduce((gap, atMs, index) => Math.max(gap, index === 0 ? 0 : atMs - (times[index - 1] ?? atMs)), 0);
    }),
  );
}

/** How far an effect stands before its cause: a stage before its request was sent, an arrival before its stage. */
function skewMs(ours: readonly OurEvent[]): number {
  let skew = 0;
  for (const { request, stageMs, arrivedMs } of ours) {
    if (stageMs === null || arrivedMs === null) continue;
    skew = Math.min(skew, arrivedMs - stageMs, stageMs - (request.sentMs ?? stageMs));
  }
  return skew;
}

function sumOrNull(values: readonly (number | null)[]): number | null {
  return values.reduce<number | null>((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}
