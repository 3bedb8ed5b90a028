import type { RunResult, TrialResult } from '../core/result.ts';

/** The trials that a run's answer rests on. */
export interface Focus {
  /** The recommended settings at the largest load they were proved at; without a recommendation the trial that lost least. */
  readonly best: TrialResult | null;
  /** The tighter settings that showed the edge. */
  readonly tighter: TrialResult | null;
}

export function focusOf({ trials, recommendation }: RunResult): Focus {
  const measured = trials.filter(({ error, lossRatio }) => error === null && lossRatio !== null);
  const trusted = measured.filter((trial) => trial.trusted);
  const proofs = trusted.filter(({ id }) => recommendation?.verifiedBy.includes(id) === true);
  const [largest] = [...proofs].sort((a, b) => b.load.multiple - a.load.multiple);
  const [least] = [...(trusted.length > 0 ? trusted : measured)].sort(
    (a, b) => (a.lossRatio ?? 1) - (b.lossRatio ?? 1),
  );
  const tighterId = recommendation?.tighterThan?.trialId ?? null;
  return {
    best: largest ?? least ?? null,
    tighter: measured.find(({ id }) => id === tighterId) ?? null,
  };
}
