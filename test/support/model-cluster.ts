import { DEFAULT_LOG } from '../../src/core/log.ts';
import { kubernetesDefaults } from '../../src/core/kubernetes-defaults.ts';
import type { CurrentSettings, Scenario, TuneSpec } from '../../src/core/scenario.ts';
import { HEALTHY_RECEIVER } from '../../src/core/receiver.ts';
import { settingsToDocument } from '../../src/core/settings-document.ts';
import { simulate } from '../../src/pipeline/simulate.ts';
import type { LogResult } from '../../src/core/receiver-result.ts';
import type { Recommendation } from '../../src/core/recommendation.ts';
import { scaleArrivals } from '../../src/tuning/arrivals/scale.ts';
import type { ProposedTrial, SearchStrategy, TrialEvidence } from '../../src/tuning/strategy.ts';
import { NO_LIMITS } from '../../src/tuning/search/ask.ts';
import { bundledPolicy } from './policies.ts';
import { madeUpLoad, madeUpTrial } from './results.ts';

export function tuneSpec(changes: Partial<TuneSpec> = {}): TuneSpec {
  return {
    repeat: 3,
    headroom: 1.5,
    limits: NO_LIMITS,
    surviveReceiverOutageMs: null,
    allowBlocking: false,
    maxTrials: 20,
    calibration: kubernetesDefaults('webhook'),
    space: { maxBatchSize: null, throttleQps: null, throttleBurst: null, maxBatchWaitMs: null },
    ...changes,
  };
}

/** Settings that do not hold 400 events/s with 2,000 at once behind them. */
export const SMALL: CurrentSettings = {
  label: 'The current settings',
  isDefaults: false,
  settings: {
    mode: 'batch',
    bufferSize: 1000,
    maxBatchSize: 100,
    maxBatchWaitMs: 1000,
    throttleEnabled: true,
    throttleQps: 5,
    throttleBurst: 5,
    initialBackoffMs: 10_000,
    truncate: null,
  },
};
export const DEFAULTS: CurrentSettings = {
  label: "Kubernetes' defaults",
  settings: kubernetesDefaults('webhook'),
  isDefaults: true,
};

export function tuningScenario(tune: TuneSpec, current = DEFAULTS): Scenario {
  return {
    name: 'made-up',
    description: '',
    policy: bundledPolicy('metadata-complete'),
    backend: 'webhook',
    raw: 'full',
    log: DEFAULT_LOG,
    alongside: null,
    load: { identity: { user: 'u', groups: [] }, requests: [], phases: [] } as unknown as Scenario['load'],
    receiver: { port: 0, plan: HEALTHY_RECEIVER, backend: null, shipper: null },
    current,
    variants: [],
    repeat: 1,
    objectives: [],
    tune,
  };
}

/** Measures a trial in the model instead of on a cluster: arrivals scaled, fed to the pipeline; `writeMs` of a log's event. */
export function measureInModel(
  timesMs: Float64Array,
  trial: ProposedTrial,
  number: number,
  writeMs = 0,
): TrialEvidence {
  const endMs = (timesMs.at(-1) ?? 0) + 1;
  const phase = { name: 'load', kind: 'constant' as const, measure: true, startMs: 0, endMs };
  const scaled = scaleArrivals(timesMs, [phase], trial.multiple);
  const { settings } = trial;
  const dropped = settings.mode === 'batch' ? simulate(scaled, settings, { writeMs }).dropped : 0;
  const { phases, series } = madeUpTrial();
  const [made] = phases;
  const result = madeUpTrial({
    id: `${trial.name}-${number}`,
    variant: trial.name,
    role: trial.role,
    settings: settingsToDocument(settings),
    load: madeUpLoad({ multiple: trial.multiple, receiver: trial.receiver }),
    phases: made === undefined ? [] : [{ ...made, ...phase }],
    lossRatio: scaled.length === 0 ? 0 : dropped / scaled.length,
    objectives: [],
    // While a full buffer drops events the log is written as fast as the disk takes it.
    ...(writeMs === 0
      ? {}
      : { log: READ_LOG, series: { ...series, deliveredPerSecond: [1000 / writeMs], droppedPerSecond: [dropped] } }),
  });
  return {
    result,
    arrivals: [
      {
        instance: 'apiserver-1',
        timesMs: scaled,
        sizesBytes: new Float64Array(scaled.length),
        lateMs: new Float64Array(scaled.length),
        timerStartMs: null,
      },
    ],
    durationMs: 1000,
  };
}

const READ_LOG: LogResult = {
  rotations: 0,
  removedUnread: [],
  truncations: 0,
  brokenLines: 0,
  unfinishedLines: 0,
  bytes: 0,
  keptForMs: null,
};

/** Follows a strategy to its end. `alter` changes what was measured, such as a cluster that behaves unlike the model. */
export function followInModel(
  strategy: SearchStrategy,
  timesMs: Float64Array,
  alter: (evidence: TrialEvidence) => TrialEvidence = (evidence) => evidence,
  writeMs = 0,
): { readonly recommendation: Recommendation; readonly history: readonly TrialEvidence[] } {
  const history: TrialEvidence[] = [];
  for (let number = 1; number <= 50; number += 1) {
    const step = strategy.next(history);
    if (step.kind === 'done') return { recommendation: step.recommendation, history };
    history.push(alter(measureInModel(timesMs, step.trial, number, writeMs)));
  }
  throw new Error('the strategy came to no end');
}
