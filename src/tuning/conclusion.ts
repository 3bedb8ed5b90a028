import type { Scenario, TuneSpec } from '../core/scenario.ts';
import { type ReceiverPlan, withOutage } from '../core/receiver.ts';
import type { SettingsDocument, TrialLoad } from '../core/result.ts';
import type { AuditSettings } from '../core/settings.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import { asItCame, type Demand, type InstanceArrivals, measuredDemand } from './arrivals/demand.ts';
import type { Decision } from './decision.ts';
import type { Ask } from './search/ask.ts';
import { judge, type Judgement } from './search/judge.ts';
import type { Candidate } from './search/search.ts';
import { type Edge, edgeOf } from './search/edge.ts';
import type { TrialEvidence } from './strategy.ts';

/** What the strategy has concluded from a history, once; handed to the plan of trials and to the words. */
export interface Conclusion {
  readonly scenario: Scenario;
  readonly tune: TuneSpec;
  /** The cluster is a stand-in, so nothing here was proved on a real kube-apiserver. */
  readonly emulated: boolean;
  readonly history: readonly TrialEvidence[];
  readonly ask: Ask;
  /** What the search was fed with: the calibration's load, and the trials that lost though the model said otherwise. */
  readonly demand: Demand;
  readonly decision: Decision;
  /** What is kept or recommended. */
  readonly candidate: Candidate;
  readonly judgement: Judgement;
  /** The trial that must lose; `null`: none that this load could show. */
  readonly edge: Edge | null;
  readonly proofs: Proofs;
}

/** The trusted trials that say something of the candidate, and the one of the current settings at the headroom. */
export interface Proofs {
  readonly atLoad: readonly TrialEvidence[];
  readonly atHeadroom: readonly TrialEvidence[];
  /** In which the receiver was away for as long as `tune.survive` says. */
  readonly outage: readonly TrialEvidence[];
  readonly edge: TrialEvidence | null;
  readonly current: TrialEvidence | null;
}

export interface Found {
  readonly scenario: Scenario;
  readonly tune: TuneSpec;
  readonly emulated: boolean;
  readonly history: readonly TrialEvidence[];
  readonly calibration: TrialEvidence;
  readonly ask: Ask;
  readonly demand: Demand;
  readonly decision: Decision;
}

/** `null`: nothing holds. */
export function conclude({ calibration, ...found }: Found): Conclusion | null {
  const { history, tune, ask, demand, decision } = found;
  const { candidate } = decision;
  if (candidate === null) return null;
  const { settings } = candidate;
  const judgement = decision.kept ? decision.current : judge(settings, ask, demand);
  const shown = shownArrivals(history, calibration, tune.headroom);
  const inVain = history.filter(({ result }) => result.role === 'tighter' && result.trusted && result.lossRatio === 0);
  const edge = edgeOf(settings, judgement, shown, tune.headroom, inVain.length);
  const { plan } = found.scenario.receiver;
  const trusted = (tried: AuditSettings, multiple: number, receiver: ReceiverPlan = plan): readonly TrialEvidence[] =>
    measuredWith(history, tried, { multiple, receiver }).filter(({ result }) => result.trusted);
  const outageMs = tune.surviveReceiverOutageMs;
  const proofs: Proofs = {
    atLoad: tune.headroom === 1 ? [] : trusted(settings, 1),
    atHeadroom: trusted(settings, tune.headroom),
    outage: outageMs === null ? [] : trusted(settings, tune.headroom, withOutage(plan, outageMs)),
    edge:
      edge === null
        ? null
        : (measuredWith(history, edge.settings, { multiple: edge.multiple, receiver: plan }).find(isEvidence) ?? null),
    current: trusted(inUse({ scenario: found.scenario, ask }), tune.headroom)[0] ?? null,
  };
  return { ...found, candidate, judgement, edge, proofs };
}

/** What the answer is measured beside: of a log also a mode without a buffer, which is the choice that its owner has. */
export function inUse({ scenario, ask }: Pick<Found, 'scenario' | 'ask'>): AuditSettings {
  return scenario.backend === 'log' ? scenario.current.settings : ask.current;
}

/**
 * A trusted trial; of settings that must lose also one that lost though its requests left late: late sends only spare a
 * buffer, and the accounts are exact all the same.
 */
export function isEvidence({ result: { trusted, role, lossRatio, doubts, error } }: TrialEvidence): boolean {
  if (trusted) return true;
  const onlyLate = error === null && doubts.every(({ name }) => name === 'send-lag');
  return role === 'tighter' && (lossRatio ?? 0) > 0 && onlyLate;
}

/** The headroom's load as the cluster showed it, or the calibration's scaled to it. */
function shownArrivals(
  history: readonly TrialEvidence[],
  calibration: TrialEvidence,
  headroom: number,
): readonly InstanceArrivals[] {
  const measured = history.find(
    ({ result, arrivals }) => result.trusted && arrivals !== null && result.load.multiple === headroom,
  );
  return asItCame(measuredDemand([measured ?? calibration], []), headroom);
}

type LoadOfPair = Pick<TrialLoad, 'multiple' | 'receiver'>;

/** Trials with these settings under this multiple of the load, with a receiver that behaved so, whatever their role. */
export function measuredWith(
  history: readonly TrialEvidence[],
  settings: AuditSettings,
  load: LoadOfPair,
): readonly TrialEvidence[] {
  const wanted = pairKey(settingsToDocument(settings), load);
  return history.filter(({ result }) => pairKey(result.settings, result.load) === wanted);
}

/** Pairs of settings and load that were measured on the way; what the scenario's own variants took is not counted. */
export function pairsMeasured(history: readonly TrialEvidence[]): ReadonlySet<string> {
  return new Set(
    history
      .filter(({ result }) => result.role !== 'variant')
      .map(({ result }) => pairKey(result.settings, result.load)),
  );
}

export function pairKey(settings: SettingsDocument, { multiple, receiver }: LoadOfPair): string {
  return JSON.stringify([settings, multiple, receiver]);
}
