import { HEALTHY_RECEIVER } from '../../src/core/receiver.ts';
import type { RunResult, Series, TrialLoad, TrialResult } from '../../src/core/result.ts';

/** A run made by hand, for tests of what is shown; nothing in it was measured. */
export function madeUpRun(trials: readonly TrialResult[], changes: Partial<RunResult> = {}): RunResult {
  return {
    schemaVersion: 2,
    tool: { name: 'audit-bench', version: '0.0.0' },
    startedAt: '2026-11-24T09:00:00.000Z',
    finishedAt: '2026-11-24T09:05:00.000Z',
    status: 'complete',
    scenario: { name: 'made-up', description: 'For tests.', sha256: '0' },
    cluster: {
      name: 'local',
      provider: 'local',
      kubernetesVersion: '1.36.3',
      emulated: false,
      instances: ['apiserver-1'],
      origin: 'test',
    },
    environment: { os: 'Linux', kernel: '6', cpuModel: 'cpu', cpuCount: 2, memoryBytes: 2 ** 34, nodeVersion: 'v20' },
    inputs: {
      scenarioFile: 's.yaml',
      scenarioText: 'name: made-up',
      clusterFile: 'c.yaml',
      clusterText: 'name: local',
      policyText: 'kind: Policy',
      overrides: [],
      seed: 1,
      command: 'audit-bench run s.yaml',
    },
    objectives: [{ name: 'lossRatio', max: 0 }],
    trials,
    recommendation: null,
    verdict: { exitCode: 0, sentence: 'All is well.' },
    ...changes,
  };
}

const QUANTILES = { count: 100, mean: 5, p50: 4, p90: 8, p99: 12, p999: 15, max: 20 };

export function madeUpTrial(changes: Partial<TrialResult> = {}): TrialResult {
  return {
    id: 'small-1',
    variant: 'small',
    isDefaults: false,
    repeat: 1,
    role: 'variant',
    startedAt: '2026-11-24T09:00:00.000Z',
    durationMs: 10_000,
    load: madeUpLoad(),
    settings: {
      mode: 'batch',
      bufferSize: 500,
      maxBatchSize: 100,
      maxBatchWait: '1s',
      throttleEnable: true,
      throttleQps: 5,
      throttleBurst: 5,
      initialBackoff: '10s',
    },
    flags: { 'audit-webhook-mode': 'batch' },
    phases: [
      {
        name: 'burst',
        kind: 'burst',
        measure: true,
        startMs: 0,
        endMs: 2000,
        requests: { intended: 1000, sent: 1000, skipped: 0, answered: 1000, rejected: 0 },
        requestsPerSecond: 500,
      },
    ],
    requests: { intended: 1000, sent: 1000, skipped: 0, answered: 1000, rejected: 0 },
    events: {
      generated: 1000,
      dropped: 250,
      discarded: 0,
      failed: 0,
      delivered: 750,
      inFlight: 0,
      unexplained: 0,
      background: 3,
      overhead: 0,
    },
    instances: [{ name: 'apiserver-1', generated: 1000, dropped: 250, failed: 0, rejected: 0 }],
    ours: { expected: 997, delivered: 747, missing: 250, duplicate: 0, late: 0 },
    lossRatio: 0.25,
    predicted: {
      docsRule: { settings: { mode: 'batch', throttleQps: 1, bufferSize: 100, initialBackoff: '10s' }, lossRatio: 0.5 },
      dropped: 249,
      failed: 0,
      lossRatio: 0.249,
      peakBuffer: 500,
      minFreeBuffer: 0,
      byInstance: [],
    },
    firstLossAtMs: 800,
    recoveredAtMs: 1900,
    binding: 'buffer',
    deliveryLagMs: QUANTILES,
    requestLatencyMs: QUANTILES,
    serviceTimeMs: QUANTILES,
    sendLagMs: QUANTILES,
    lateness: null,
    receiver: {
      batches: 8,
      bodyBytesP99: 70_000,
      bodyBytesMax: 80_000,
      concurrencyMax: 1,
      batchEvents: QUANTILES,
      eventBytes: { 'Metadata/ResponseComplete': { count: 750, mean: 730, max: 900 } },
    },
    apiserver: { memoryPeakBytes: 300 * 2 ** 20, cpuSeconds: 3, requestDurationMeanMs: 2.5, largestSampleGapMs: 510 },
    series: madeUpSeries(20),
    histograms: { deliveryLagUs: null, requestLatencyUs: null },
    missingSample: [{ auditId: 'ab-x-m1', stage: 'ResponseComplete', atMs: 800, request: 'GET /version', status: 200 }],
    objectives: [{ name: 'lossRatio', max: 0, actual: 0.25, met: false }],
    doubts: [],
    trusted: true,
    error: null,
    ...changes,
  };
}

/** Waves, so that lines have something to draw. */
export function madeUpSeries(bins: number): Series {
  const wave = (height: number): number[] =>
    Array.from({ length: bins }, (_, bin) => Math.round(height * (1 + Math.sin(bin / 3)) * 100) / 100);
  return {
    startMs: 0,
    stepMs: 500,
    requestsPerSecond: wave(500),
    generatedPerSecond: wave(500),
    deliveredPerSecond: wave(400),
    droppedPerSecond: wave(100),
    bufferOccupancy: wave(250),
    requestLatencyP50Ms: wave(3),
    requestLatencyP99Ms: wave(9),
    batchEventsMean: wave(50),
    deliveryLagP99Ms: wave(600),
    memoryBytes: wave(3e8),
    apiserverRequestMeanMs: wave(2.5),
    cpuCores: wave(0.5),
  };
}

/** Text that tries everything: markup, quotes, direction marks, control characters, formulas, Markdown, length. */
export const HOSTILE = `</script><script>alert(1)</script><img src=x onerror=alert(2)>"'&|*_\`#\u202eabc\u0007\u001b[31mred ${'long '.repeat(2000)}`;

export function madeUpLoad(changes: Partial<TrialLoad> = {}): TrialLoad {
  return { multiple: 1, requestsSha256: 'load', policySha256: 'policy', receiver: HEALTHY_RECEIVER, ...changes };
}
