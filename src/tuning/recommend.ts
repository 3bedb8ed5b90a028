import { docsRule } from '../core/docs-rule.ts';
import { settingsToFlags } from '../core/flags.ts';
import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import type { Recommendation, Uncertainty } from '../core/recommendation.ts';
import type { Binding } from '../core/result.ts';
import type { TuneSpec } from '../core/scenario.ts';
import { type BatchSettings, ceilingPerSecond } from '../core/settings.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import { alternativesOf } from './words/alternatives.ts';
import { type Conclusion, measuredWith, outageTrials, pairsMeasured, spaceOf } from './conclusion.ts';
import { costsOf } from './search/costs.ts';
import { firstLossMultiple } from './search/headroom.ts';
import { loadRecord, meanPerSecond } from './arrivals/load-record.ts';
import { perInstanceOf } from './search/per-instance.ts';
import { caveatsOf } from './words/caveats.ts';
import { sentencesOf } from './words/sentences.ts';
import type { TrialEvidence } from './strategy.ts';
import { peakDemandPerSecond, predictedLoss } from './search/tighter.ts';

/** The recommendation that a history supports; `complete`: every measurement of the proof is there and trusted. */
export function recommend(conclusion: Conclusion, complete: boolean): Recommendation {
  const { scenario, tune, history, candidate, tighter, load, calibration, outcome } = conclusion;
  const { settings } = candidate;
  const receiver = scenario.receiver.plan;
  const trusted = (multiple: number): readonly TrialEvidence[] =>
    measuredWith(history, settings, { multiple, receiver }).filter(({ result }) => result.trusted);
  const atHeadroom = trusted(tune.headroom);
  const proofs = [...(tune.headroom === 1 ? [] : trusted(1)), ...atHeadroom, ...outageTrials(conclusion)];
  const lossesOf = (trials: readonly TrialEvidence[]): number =>
    trials.filter(({ result }) => (result.lossRatio ?? 1) > 0).length;
  const tight =
    tighter === null
      ? undefined
      : measuredWith(history, tighter.settings, { multiple: tune.headroom, receiver }).find(
          ({ result }) => result.trusted,
        );
  const verified = complete && lossesOf(proofs) === 0 && proofs.length > 0;
  const costs = costsOf(settings, load, receiver.latencyMs);
  const docs = docsRule(meanPerSecond(calibration), receiver.latencyMs, settings.initialBackoffMs);
  const defaults = kubernetesDefaults(scenario.backend);
  const measuredDefaults = measuredWith(history, defaults, { multiple: tune.headroom, receiver }).find(
    ({ result }) => result.trusted,
  );
  const lossOf = (tried: BatchSettings): number =>
    load.events === 0 ? 0 : predictedLoss(tried, load.arrivals) / load.events;
  const space = spaceOf(tune);
  const gridSize =
    space.maxBatchSize.length * space.throttleQps.length * space.throttleBurst.length * space.maxBatchWaitMs.length;
  const wallMs = history.reduce((sum, evidence) => sum + evidence.durationMs, 0);
  const firstLoss = firstLossMultiple(settings, calibration);
  const draft: Omit<Recommendation, 'sentences' | 'caveats'> = {
    settings: settingsToDocument(settings),
    flags: settingsToFlags(settings, scenario.backend),
    headroom: tune.headroom,
    verified,
    verifiedBy: proofs.map(({ result }) => result.id),
    tighterThan:
      tighter === null
        ? null
        : {
            settings: settingsToDocument(tighter.settings),
            gap: tighter.gap,
            lossRatio: tight?.result.lossRatio ?? null,
            trialId: tight?.result.id ?? null,
          },
    firstLossAtLoadMultiple: firstLoss,
    costs,
    binding: bindingOf(conclusion, firstLoss),
    alternatives: alternativesOf(conclusion, costs),
    docsRule: { settings: settingsToDocument(docs), predictedLossRatio: lossOf(docs) },
    defaults:
      defaults.mode === 'batch'
        ? { predictedLossRatio: lossOf(defaults), measuredLossRatio: measuredDefaults?.result.lossRatio ?? null }
        : null,
    uncertainty: uncertaintyOf(atHeadroom, lossesOf(atHeadroom)),
    perInstance: perInstanceOf(conclusion),
    effort: {
      pairsMeasured: pairsMeasured(history).size,
      trialsMeasured: history.length,
      combinationsSearched: outcome.combinations,
      gridSize,
      wallMs,
      gridWallMs: history.length === 0 ? 0 : (wallMs / history.length) * gridSize,
    },
  };
  return { ...draft, sentences: sentencesOf(draft, conclusion), caveats: caveatsOf(draft, conclusion) };
}

function uncertaintyOf(runs: readonly TrialEvidence[], losses: number): Uncertainty | null {
  if (runs.length === 0) return null;
  return {
    runs: runs.length,
    losses,
    lossProbabilityUpper95: losses === 0 ? 1 - 0.05 ** (1 / runs.length) : 1,
    minFreeBuffer: runs.map(({ result }) => result.predicted?.minFreeBuffer ?? 0),
  };
}

/** No settings, and why. */
export function unproved(tune: TuneSpec, why: string, evidence: readonly string[]): Recommendation {
  return {
    settings: null,
    flags: {},
    headroom: tune.headroom,
    verified: false,
    verifiedBy: [],
    tighterThan: null,
    firstLossAtLoadMultiple: null,
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

/** What gives way when the load grows to the first loss: the throttle where its peak is then above C, else the buffer. */
function bindingOf({ candidate, calibration }: Conclusion, firstLoss: number | null): Binding | null {
  const load = firstLoss === null ? null : loadRecord(calibration, firstLoss);
  if (load === null) return null;
  const ceiling = ceilingPerSecond(candidate.settings) ?? Number.POSITIVE_INFINITY;
  return peakDemandPerSecond(load.arrivals) > ceiling ? 'throttle' : 'buffer';
}
