import type { RunResult, TrialResult } from '../../core/result.ts';
import { type Interval, mean, meanDifferenceInterval } from './bootstrap.ts';

/** What is compared; for all of them less is better. */
export const METRICS = {
  lossRatio: { title: 'loss', pick: (trial: TrialResult) => trial.lossRatio },
  deliveryLagP99Ms: { title: 'lag p99', pick: (trial: TrialResult) => trial.deliveryLagMs?.p99 ?? null },
  requestLatencyP99Ms: { title: 'request p99', pick: (trial: TrialResult) => trial.requestLatencyMs?.p99 ?? null },
  memoryPeakBytes: { title: 'memory', pick: (trial: TrialResult) => trial.apiserver.memoryPeakBytes },
} as const;
export type MetricName = keyof typeof METRICS;

/** Differences below this share of the baseline are noise, whatever the repeats say; a loss counts from the first event. */
export const NOISE_RATIO = 0.05;

export type Difference = 'better' | 'worse' | 'no difference seen' | 'too few repeats to tell';

export interface ComparedMetric {
  readonly metric: MetricName;
  readonly baseline: number;
  readonly other: number;
  /** 95 % interval of other − baseline; `null`: too few repeats. */
  readonly interval: Interval | null;
  readonly difference: Difference;
}

/** Trials of two runs with the same settings and load. */
export interface ComparedPair {
  readonly name: string;
  readonly runs: { readonly baseline: number; readonly other: number };
  readonly metrics: readonly ComparedMetric[];
}

export interface Comparison {
  readonly baseline: RunResult;
  readonly other: RunResult;
  readonly pairs: readonly ComparedPair[];
  /** Why the runs cannot be compared like with like; the pairs are shown all the same, marked. */
  readonly warnings: readonly string[];
  /** Trials that have no partner, or were left out for doubts. */
  readonly leftOut: readonly string[];
  readonly regressions: number;
}

/** Matches trials by settings and load, and says for each metric whether a difference was seen. */
export function compareRuns(baseline: RunResult, other: RunResult): Comparison {
  const left = groups(baseline);
  const right = groups(other);
  const pairs: ComparedPair[] = [];
  const leftOut: string[] = [...untrusted(baseline, 'baseline'), ...untrusted(other, 'other')];
  for (const [key, trials] of left) {
    const partners = right.get(key);
    if (partners === undefined) leftOut.push(`${nameOf(trials)}: only in the baseline`);
    else pairs.push(comparePair(trials, partners));
  }
  for (const [key, trials] of right)
    if (!left.has(key)) leftOut.push(`${nameOf(trials)}: only in ${other.scenario.name} of ${other.startedAt}`);
  const regressions = pairs.flatMap(({ metrics }) => metrics).filter(({ difference }) => difference === 'worse').length;
  return { baseline, other, pairs, warnings: warningsOf(baseline, other), leftOut, regressions };
}

function groups({ trials }: RunResult): ReadonlyMap<string, readonly TrialResult[]> {
  const byKey = new Map<string, TrialResult[]>();
  for (const trial of trials.filter(({ trusted }) => trusted)) {
    const key = `${JSON.stringify(trial.settings)} ${trial.load.multiple}`;
    byKey.set(key, [...(byKey.get(key) ?? []), trial]);
  }
  return byKey;
}

function comparePair(baseline: readonly TrialResult[], other: readonly TrialResult[]): ComparedPair {
  const metrics = (Object.keys(METRICS) as MetricName[]).flatMap((metric) => {
    const values = (trials: readonly TrialResult[]): number[] =>
      trials.map(METRICS[metric].pick).filter((value) => value !== null);
    const [a, b] = [values(baseline), values(other)];
    return a.length === 0 || b.length === 0 ? [] : [compareMetric(metric, a, b)];
  });
  return { name: nameOf(baseline), runs: { baseline: baseline.length, other: other.length }, metrics };
}

function compareMetric(metric: MetricName, a: readonly number[], b: readonly number[]): ComparedMetric {
  const [baseline, other] = [mean(a), mean(b)];
  const interval = meanDifferenceInterval(a, b);
  return { metric, baseline, other, interval, difference: judge(metric, baseline, other, interval) };
}

/**
 * A difference is seen when it is above the noise and its interval leaves out 0. Without an interval only a loss is
 * judged, which is counted and not timed; of latencies and memory a single run proves nothing.
 */
function judge(metric: MetricName, baseline: number, other: number, interval: Interval | null): Difference {
  const noise = metric === 'lossRatio' ? 0.001 * Math.max(baseline, other) : NOISE_RATIO * Math.abs(baseline);
  const change = other - baseline;
  if (Math.abs(change) <= noise) return 'no difference seen';
  if (interval === null && metric !== 'lossRatio') return 'too few repeats to tell';
  if (interval !== null && interval.low <= 0 && interval.high >= 0) return 'no difference seen';
  return change > 0 ? 'worse' : 'better';
}

function warningsOf(a: RunResult, b: RunResult): readonly string[] {
  const warnings: string[] = [];
  const differs = (what: string, left: string, right: string): void => {
    if (left !== right) warnings.push(`other ${what}: ${left} against ${right}`);
  };
  if (a.cluster.emulated !== b.cluster.emulated) warnings.push('one run is emulated, the other is real');
  differs('provider', a.cluster.provider, b.cluster.provider);
  differs('Kubernetes version', a.cluster.kubernetesVersion, b.cluster.kubernetesVersion);
  differs('number of API servers', String(a.cluster.instances.length), String(b.cluster.instances.length));
  differs('machine', machine(a), machine(b));
  if (a.inputs.policyText !== b.inputs.policyText) warnings.push('other audit policy');
  if (loadOf(a) !== loadOf(b)) warnings.push('other load, policy or receiver');
  return warnings;
}

function machine({ environment }: RunResult): string {
  return `${environment.cpuCount} × ${environment.cpuModel}`;
}

function loadOf({ trials }: RunResult): string {
  return [...new Set(trials.map(({ load }) => load.sha256))].join(' ');
}

function untrusted({ trials }: RunResult, run: string): readonly string[] {
  return trials
    .filter(({ trusted }) => !trusted)
    .map(({ id, error }) => `${id} of the ${run}: ${error === null ? 'has doubts' : 'failed'}`);
}

function nameOf(trials: readonly TrialResult[]): string {
  const trial = trials[0];
  if (trial === undefined) return '';
  return `${trial.variant}${trial.load.multiple === 1 ? '' : ` at ${trial.load.multiple}×`}`;
}
