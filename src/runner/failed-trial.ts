import { settingsToDocument } from '../core/settings-document.ts';
import type { Series, TrialResult } from '../core/result.ts';
import { trialLoad } from '../core/trial-meta.ts';
import { type PlannedTrial, policyOf } from './plan.ts';
import type { MemoryUntil } from './memory-until.ts';
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

/** Nothing but the memory is known. */
function seriesOf({ stepMs, bytes }: MemoryUntil): Series {
  const unknown = bytes.map(() => null);
  const columns = Object.keys(NO_SERIES).filter((key) => key !== 'startMs' && key !== 'stepMs');
  return { ...NO_SERIES, ...Object.fromEntries(columns.map((key) => [key, unknown])), stepMs, memoryBytes: bytes };
}

/** The entry of a trial that could not be measured: its settings and why, and the memory of its API servers until then. */
export function failedTrial(
  plan: PlannedTrial,
  context: TrialContext,
  startedAt: string,
  error: string,
  memory: MemoryUntil | null,
): TrialResult {
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
    apiserver: {
      memoryPeakBytes: memory === null ? null : Math.max(...memory.bytes.map((bytes) => bytes ?? 0)),
      cpuSeconds: null,
      requestDurationMeanMs: null,
      largestSampleGapMs: null,
    },
    series: memory === null ? NO_SERIES : seriesOf(memory),
    histograms: { deliveryLagUs: null, requestLatencyUs: null },
    missingSample: [],
    objectives: scenario.objectives.map(({ name, max }) => ({ name, max, actual: null, met: false })),
    doubts: [],
    trusted: false,
    error,
  };
}
