import type { ArrivalRecord } from '../core/arrivals.ts';
import type { ShipperResult, TrialResult } from '../core/result.ts';
import { startSkewMs } from '../core/worker-record.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import { type TrialMeta, trialLoad } from '../core/trial-meta.ts';
import { type BindingEvidence, bindingLimit } from './binding.ts';
import { requestDurationMeanMs } from './counters.ts';
import { doubtsOf, largestGapMs, sumOrNull } from './evidence.ts';
import { latenessOf } from './lateness.ts';
import { lossRatioOf, lossTimes } from './losses.ts';
import { logResult } from './log-result.ts';
import { judgeObjectives } from './objectives.ts';
import { type Model, predict } from './prediction.ts';
import type { RawTrial } from './raw-trial.ts';
import { type ReadTrial, readTrial } from './read-trial.ts';
import { judgedAtRestarts, restartResults } from './restarts/restart-results.ts';
import { timeSeries } from './series.ts';
import { shipperResult } from './shipping.ts';
import { isSeen } from './unseen.ts';

export interface AnalysedTrial {
  readonly result: TrialResult;
  /** What the audit backend of each API server got: the input of the model. */
  readonly arrivals: readonly ArrivalRecord[];
}

/** Raw artifacts → outcome. The same files give the same result, with or without a cluster. */
export async function analyseTrial(meta: TrialMeta, raw: RawTrial): Promise<AnalysedTrial> {
  const read = await readTrial(meta, raw);
  const shipper = await shipperResult(meta, raw);
  const model = isSeen(meta) ? predict(meta, read.arrivals) : null;
  return { result: assemble(meta, read, model, shipper), arrivals: read.arrivals };
}

/** A literal: every member of the result, in its order. */
function assemble(meta: TrialMeta, read: ReadTrial, model: Model | null, shipper: ShipperResult | null): TrialResult {
  const { deltas, measured, ours } = read;
  const restarts = restartResults(meta, read.cutOff, model);
  const events = judgedAtRestarts(read.events, meta, restarts, model);
  const lossRatio = lossRatioOf(events);
  const memoryPeakBytes = sumOrNull(deltas, (delta) => delta.memoryPeakBytes);
  const { deliveryLagMs, requestLatencyMs } = read;
  const lateness = isSeen(meta) ? latenessOf(meta.settings, read.arrivals, read.pacedLagP99Ms) : null;
  const doubts = doubtsOf({ meta, read: { ...read, events }, lateness });
  return {
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
    phases: read.phases,
    requests: measured,
    ...(read.refused.length === 0 ? {} : { refused: read.refused }),
    events,
    instances: deltas.map((delta, index) => ({
      name: meta.instances[index] ?? '',
      requests: read.sentTo[index] ?? 0,
      generated: delta?.generated ?? null,
      dropped: delta?.errors.buffered ?? null,
      failed: delta?.errors.webhook ?? null,
      rejected: delta?.rejected ?? null,
    })),
    ...(meta.dealtBy === undefined ? {} : { dealtBy: meta.dealtBy }),
    ...arrivalSkew(read.arrivals),
    ours,
    lossRatio,
    predicted: model?.prediction ?? null,
    ...lossTimes(meta, events, read.missing, model),
    // Nobody saw how fast events came.
    binding: !isSeen(meta)
      ? null
      : bindingLimit({
          settings: meta.settings,
          receiverLatencyMs: meta.receiver.latencyMs,
          failed: events.failed ?? 0,
          dropped: events.dropped ?? 0,
          rejected: measured.rejected,
          busiestPerSecond: busiestPerSecond(meta, read.arrivals),
          ...batchCounts(model),
        }),
    deliveryLagMs,
    requestLatencyMs,
    serviceTimeMs: read.serviceTimeMs,
    sendLagMs: read.sendLagMs,
    lateness,
    receiver: read.receiver,
    ...(meta.workers === undefined ? {} : { workers: meta.workers, startSkewMs: startSkewMs(meta.workers) }),
    ...(restarts.length === 0 ? {} : { restarts }),
    ...(meta.log === null ? {} : { log: logResult(meta.log, meta, read.receiver) }),
    ...(shipper === null ? {} : { shipper }),
    apiserver: {
      memoryPeakBytes,
      cpuSeconds: sumOrNull(deltas, ({ cpuSeconds }) => cpuSeconds),
      requestDurationMeanMs: requestDurationMeanMs(deltas),
      largestSampleGapMs: largestGapMs(meta, read.samples),
    },
    series: timeSeries(read.binned, meta, read.samples, (...grid) => model?.occupancy(...grid) ?? null),
    histograms: read.histograms,
    missingSample: read.missingSample,
    objectives: judgeObjectives(objectivesOf(meta), {
      lossRatio,
      missing: ours.missing,
      deliveryLagMs,
      requestLatencyMs,
      memoryPeakBytes,
      shipper,
    }),
    doubts,
    trusted: doubts.length === 0,
    error: null,
  };
}

/** Where nothing is audited nothing is delivered, late or not. */
function objectivesOf({ objectives, settings }: TrialMeta): TrialMeta['objectives'] {
  return settings.mode === 'off' ? objectives.filter(({ name }) => name !== 'deliveryLagP99') : objectives;
}

function busiestPerSecond({ startMs, endMs }: TrialMeta, arrivals: readonly ArrivalRecord[]): number {
  return Math.max(0, ...arrivals.map(({ timesMs }) => timesMs.length)) / Math.max(0.001, (endMs - startMs) / 1000);
}

/** Of several API servers: how far the busiest is above an even share. */
function arrivalSkew(arrivals: readonly ArrivalRecord[]): Pick<TrialResult, 'arrivalSkew'> {
  const counts = arrivals.map(({ timesMs }) => timesMs.length);
  const sum = counts.reduce((all, count) => all + count, 0);
  return counts.length < 2 || sum === 0 ? {} : { arrivalSkew: (Math.max(...counts) * counts.length) / sum };
}

function batchCounts(model: Model | null): Pick<BindingEvidence, 'peakBuffer' | 'batches' | 'batchesByTimer'> {
  const simulations = model?.simulations ?? [];
  return {
    peakBuffer: model?.prediction.peakBuffer ?? 0,
    batches: simulations.reduce((sum, { batchSizes }) => sum + batchSizes.length, 0),
    batchesByTimer: simulations.reduce((sum, { batchesByTimer }) => sum + batchesByTimer, 0),
  };
}
