import type { RunResult, TrialResult } from '../../core/result.ts';
import { type Interval, mean, meanDifferenceInterval } from './bootstrap.ts';
import { type MatchedTrials, matchTrials, nameOf, type OtherLoad } from './match.ts';
import { warningsOf } from './warnings.ts';

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

/** Trials of two runs with the same settings and load: rates, policy and receiver alike. */
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
  /** Trials that have no partner, or were left out for doubts or another load, each with the reason. */
  readonly leftOut: readonly string[];
  /** Why trials with the same settings were not paired; `null`: there were none. */
  readonly otherLoad: OtherLoad | null;
  readonly regressions: number;
}

/** Matches trials by settings and load, and says for each metric whether a difference was seen. */
export function compareRuns(baseline: RunResult, other: RunResult): Comparison {
  const { matched, leftOut, otherLoad } = matchTrials(baseline, other);
  const pairs = matched.map(comparePair);
  const regressions = pairs.flatMap(({ metrics }) => metrics).filter(({ difference }) => difference === 'worse').length;
  return { baseline, other, pairs, warnings: warningsOf(baseline, other), leftOut, otherLoad, regressions };
}

function comparePair({ baseline, other }: MatchedTrials): ComparedPair {
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
  const difference =
    metric === 'lossRatio' && Math.min(baseline, other) === 0
      ? lossFromNothing(baseline, other)
      : judge(metric, baseline, other, interval);
  return { metric, baseline, other, interval, difference };
}

/** No event lost in any repeat of one run, and some in the other: one repeat is enough, for events are counted. */
function lossFromNothing(baseline: number, other: number): Difference {
  if (baseline === other) return 'no difference seen';
  return other > baseline ? 'worse' : 'better';
}

/**
 * A difference is seen when it is above the noise and its interval leaves out 0. Without an interval nothing is: of
 * latencies and memory a single run proves nothing, and how much is lost varies where both lose.
 */
function judge(metric: MetricName, baseline: number, other: number, interval: Interval | null): Difference {
  const noise = metric === 'lossRatio' ? 0.001 * Math.max(baseline, other) : NOISE_RATIO * Math.abs(baseline);
  const change = other - baseline;
  if (Math.abs(change) <= noise) return 'no difference seen';
  if (interval === null) return 'too few repeats to tell';
  if (interval.low <= 0 && interval.high >= 0) return 'no difference seen';
  return change > 0 ? 'worse' : 'better';
}
