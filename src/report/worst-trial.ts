import type { RunResult, TrialResult } from '../core/result.ts';

/** Of the trials of a run that can be trusted; of all of them where none can. `null`: not measured. */
export function largestLoss(result: RunResult): number | null {
  return largest(result, ({ lossRatio }) => lossRatio);
}

/** p99 of the delivery lag, in milliseconds. */
export function largestLag(result: RunResult): number | null {
  return largest(result, ({ deliveryLagMs }) => deliveryLagMs?.p99 ?? null);
}

function largest({ trials }: RunResult, pick: (trial: TrialResult) => number | null): number | null {
  const trusted = trials.filter((trial) => trial.trusted);
  const values = (trusted.length > 0 ? trusted : trials).map(pick).filter((value) => value !== null);
  return values.length === 0 ? null : Math.max(...values);
}
