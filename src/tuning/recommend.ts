import { settingsToFlags } from '../core/flags.ts';
import type { CurrentJudgement, Recommendation, Uncertainty } from '../core/recommendation.ts';
import type { Binding } from '../core/result.ts';
import type { CurrentSettings, TuneSpec } from '../core/scenario.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import { arrivalsAt } from './arrivals/demand.ts';
import { type Conclusion, pairsMeasured } from './conclusion.ts';
import { comparedWith, headroomCurve } from './compared.ts';
import { type Draft, lossesOf, missesOf } from './draft.ts';
import { costsOf } from './search/costs.ts';
import type { Judgement } from './search/judge.ts';
import { ceilingOf } from './search/need.ts';
import { peakDemandPerSecond } from './search/peak.ts';
import { perInstanceOf } from './search/per-instance.ts';
import { flagChanges } from './search/rank.ts';
import { gridSizeOf } from './search/space.ts';
import type { TrialEvidence } from './strategy.ts';
import { alternativesOf } from './words/alternatives.ts';
import { caveatsOf } from './words/caveats.ts';
import { groupsOf, sentencesOf } from './words/sentences.ts';

/** The recommendation that a history supports; `complete`: every measurement of the proof is there and trusted. */
export function recommend(conclusion: Conclusion, complete: boolean): Recommendation {
  const { scenario, tune, candidate, judgement, ask, demand, decision, edge, proofs } = conclusion;
  const { settings } = candidate;
  const costs = costsOf(settings, ask, demand);
  const all = [...proofs.atLoad, ...proofs.atHeadroom, ...proofs.outage];
  const verified = complete && lossesOf(all) === 0 && all.length > 0 && missesOf(conclusion).length === 0;
  const draft: Draft = {
    settings: settingsToDocument(settings),
    flags: settingsToFlags(settings, scenario.backend),
    kept: keeps(conclusion),
    current: currentJudgement(decision.current, scenario.current, proofs.current),
    changes: changesOf(conclusion),
    smallestBuffer: candidate.need.smallestBuffer,
    curve: headroomCurve(conclusion),
    apiserverAway:
      judgement.oneAway === null ? null : { loadMultiple: judgement.oneAway.multiple, holds: judgement.oneAway.holds },
    headroom: tune.headroom,
    verified,
    verifiedBy: all.map(({ result }) => result.id),
    tighterThan:
      edge === null
        ? null
        : {
            settings: settingsToDocument(edge.settings),
            gap: edge.gap,
            lossRatio: proofs.edge?.result.lossRatio ?? null,
            trialId: proofs.edge?.result.id ?? null,
          },
    firstLossAtLoadMultiple: judgement.firstLoss?.multiple ?? null,
    firstLossBy: judgement.firstLoss?.by ?? null,
    costs,
    binding: bindingOf(conclusion),
    alternatives: alternativesOf(conclusion, costs),
    ...comparedWith(conclusion),
    uncertainty: uncertaintyOf(proofs.atHeadroom),
    perInstance: perInstanceOf(candidate, ask, demand),
    effort: effortOf(conclusion),
  };
  return {
    ...draft,
    sentences: sentencesOf(draft, conclusion),
    groups: groupsOf(draft, conclusion),
    caveats: caveatsOf(draft, conclusion),
  };
}

/** Nothing has to change: what is in use has a buffer, and it holds. */
function keeps({ scenario, decision }: Conclusion): boolean {
  return decision.kept && (scenario.backend === 'webhook' || scenario.current.settings.mode === 'batch');
}

/** A log that is in another mode, as it is by default, has to be put into batch mode before its values mean anything. */
function changesOf({ scenario: { backend, current }, ask, candidate }: Conclusion): Recommendation['changes'] {
  const { mode } = current.settings;
  const toBatch = backend === 'log' && mode !== 'batch' ? [{ flag: 'audit-log-mode', from: mode, to: 'batch' }] : [];
  return [...toBatch, ...flagChanges(ask.current, candidate.settings, backend)];
}

export function currentJudgement(
  judgement: Judgement,
  { label, isDefaults }: CurrentSettings,
  measured: TrialEvidence | null,
): CurrentJudgement {
  return {
    label,
    isDefaults,
    settings: settingsToDocument(judgement.settings),
    holds: judgement.holds,
    lossRatioAtLoad: judgement.lossRatioAtLoad,
    lossRatioAtHeadroom: judgement.lossRatioAtHeadroom,
    measuredLossRatio: measured?.result.lossRatio ?? null,
    firstLossAtLoadMultiple: judgement.firstLoss?.multiple ?? null,
    breaks: judgement.broken.map(({ limit, max, actual }) => ({
      limit,
      max,
      actual: Number.isFinite(actual) ? actual : null,
    })),
  };
}

function effortOf({ history, decision, ask }: Conclusion): Recommendation['effort'] {
  const gridSize = gridSizeOf(ask.space);
  const wallMs = history.reduce((sum, evidence) => sum + evidence.durationMs, 0);
  return {
    pairsMeasured: pairsMeasured(history).size,
    trialsMeasured: history.length,
    combinationsSearched: decision.outcome?.combinations ?? 0,
    gridSize,
    wallMs,
    gridWallMs: history.length === 0 ? 0 : (wallMs / history.length) * gridSize,
  };
}

function uncertaintyOf(runs: readonly TrialEvidence[]): Uncertainty | null {
  if (runs.length === 0) return null;
  const losses = lossesOf(runs);
  return {
    runs: runs.length,
    losses,
    lossProbabilityUpper95: losses === 0 ? 1 - 0.05 ** (1 / runs.length) : 1,
    minFreeBuffer: runs.map(({ result }) => result.predicted?.minFreeBuffer ?? 0),
  };
}

/** What gives way when the load grows to the first loss: the throttle where its peak is then above C, else the buffer. */
function bindingOf({ candidate, judgement, demand }: Conclusion): Binding | null {
  const { firstLoss } = judgement;
  if (firstLoss === null) return null;
  if (firstLoss.by === 'ceiling') return 'throttle';
  const peak = peakDemandPerSecond(arrivalsAt(demand, firstLoss.multiple));
  return peak > ceilingOf(candidate.settings, demand) && firstLoss.by === 'as it came' ? 'throttle' : 'buffer';
}

/** No settings, and why. */
export function unproved(
  tune: TuneSpec,
  why: string,
  evidence: readonly string[],
  current: CurrentJudgement | null = null,
): Recommendation {
  return {
    settings: null,
    flags: {},
    kept: false,
    current,
    changes: [],
    smallestBuffer: null,
    curve: null,
    apiserverAway: null,
    headroom: tune.headroom,
    verified: false,
    verifiedBy: [],
    tighterThan: null,
    firstLossAtLoadMultiple: null,
    firstLossBy: null,
    costs: null,
    binding: null,
    alternatives: [],
    docsRule: null,
    defaults: null,
    uncertainty: null,
    caveats: [],
    sentences: [`No verified recommendation: ${why}.`, ...evidence],
    perInstance: [],
    effort: null,
  };
}
