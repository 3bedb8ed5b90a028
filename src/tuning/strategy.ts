import type { Recommendation } from '../core/recommendation.ts';
import type { ReceiverPlan } from '../core/receiver.ts';
import type { TrialResult, TrialRole } from '../core/result.ts';
import type { AuditSettings } from '../core/settings.ts';
import type { ArrivalRecord } from '../core/arrivals.ts';

/** Chooses the next measurement from what has been measured. Pure: the same history gives the same answer. */
export interface SearchStrategy {
  next(history: readonly TrialEvidence[]): SearchStep;
}

/** A trial of the run (variants of the scenario included) and the events it saw; `null` when the trial failed. */
export interface TrialEvidence {
  readonly result: TrialResult;
  readonly arrivals: readonly ArrivalRecord[] | null;
  readonly durationMs: number;
}

export type SearchStep =
  | { readonly kind: 'measure'; readonly trial: ProposedTrial }
  | { readonly kind: 'done'; readonly recommendation: Recommendation };

export interface ProposedTrial {
  readonly role: Exclude<TrialRole, 'variant'>;
  /** For people: `recommended at 1.5×`. */
  readonly name: string;
  readonly settings: AuditSettings;
  readonly multiple: number;
  /** How the receiver is to behave in it. */
  readonly receiver: ReceiverPlan;
  readonly isDefaults: boolean;
}
