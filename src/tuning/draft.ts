import type { Recommendation } from '../core/recommendation.ts';
import type { Conclusion } from './conclusion.ts';
import type { TrialEvidence } from './strategy.ts';

/** A recommendation before it is put into words. */
export type Draft = Omit<Recommendation, 'sentences' | 'caveats'>;

export function lossesOf(trials: readonly TrialEvidence[]): number {
  return trials.filter(({ result }) => (result.lossRatio ?? 1) > 0).length;
}

/** Objectives of the scenario that a proof at the scenario's own load missed. */
export function missesOf({ proofs, tune }: Conclusion): readonly string[] {
  const own = tune.headroom === 1 ? proofs.atHeadroom : proofs.atLoad;
  return own.flatMap(({ result }) => result.objectives.flatMap(({ name, met }) => (met ? [] : [name])));
}
