import { settingsToDocument } from '../core/settings-document.ts';
import type { Series, TrialResult } from '../core/result.ts';
import { trialLoad } from '../core/trial-meta.ts';
import { type PlannedTrial, policyOf } from './plan.ts';
import type { TrialContext } from './trial/rig.ts';

const NO_SERIES: Series = {
  startMs: 0,
  stepMs: 1000,
  requestsPerSecond: [],
  generatedPerSecond: [],
  deliveredPerSecond: [],
  droppedPerSecond: [],
  bufferOccupancy: [],
  requestLatencyP50Ms: [],
  requestLatencyP99Ms: [],
  batchEventsMean: [],
  deliveryLagP99Ms: [],
  apiserverRequestMeanMs: [],
  memoryBytes: [],
  cpuCores: [],
};

/** The entry of a trial that could not be measured: its settings and why. */
export function failedTrial(plan: PlannedTrial, context: TrialContext, startedAt: string, error: string): TrialResult {
  const { scenario } = context;
  return {
    id: plan.id,
    variant: plan.variant,
    isDefaults: plan.isDefaults,
    repeat: plan.repeat,
    role: plan.role,
    startedAt,
    durationMs: 0,
    load: trialLoad({ ...plan, load: scenario.load, policy: policyOf(scenario, plan) }),
    settings: settingsToDocument(plan.settings),
    flags: {},
    phases: [],
    requests: { intended: 0, sent: 0, skipped: 0, answered: 0, rejected: 0 },
    events: {
      generated: null,
      dropped: null,
      discarded: null,
      failed: null,
      delivered: 0,
      inFlight: null,
      unexplained: null,
      background: null,
      overhead: null,
    },
    instances: [],
    ours: { expected: 0, delivered: 0, missing: 0, duplicate: 0, late: 0 },
    lossRatio: null,
    predicted: null,
    firstLossAtMs: null,
    recoveredAtMs: null,
    binding: null,
    deliveryLagMs: null,
    requestLatencyMs: null,
    serviceTimeMs: null,
    sendLagMs: null,
    lateness: null,
    receiver: {
      batches: 0,
      bodyBytesP99: null,
      bodyBytesMax: null,
      concurrencyMax: null,
      batchEvents: null,
      eventBytes: {},
    },
    apiserver: { memoryPeakBytes: null, cpuSeconds: null, requestDurationMeanMs: null, largestSampleGapMs: null },
    series: NO_SERIES,
    histograms: { deliveryLagUs: null, requestLatencyUs: null },
    missingSample: [],
    objectives: scenario.objectives.map(({ name, max }) => ({ name, max, actual: null, met: false })),
    doubts: [],
    trusted: false,
    error,
  };
}
