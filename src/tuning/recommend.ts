import { docsRule } from '../core/docs-rule.ts';
import { settingsToFlags } from '../core/flags.ts';
import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import type { Alternative, Recommendation, RecommendationCosts } from '../core/recommendation.ts';
import type { Binding } from '../core/result.ts';
import type { TuneSpec } from '../core/scenario.ts';
import { type BatchSettings, ceilingPerSecond } from '../core/settings.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import { type Conclusion, measuredWith, spaceOf } from './conclusion.ts';
import { costsOf } from './costs.ts';
import { firstLossMultiple } from './headroom.ts';
import { loadRecord } from './load-record.ts';
import { caveatsOf, sentencesOf } from './sentences.ts';
import { peakDemandPerSecond, predictedLoss } from './tighter.ts';

/** The recommendation that a history supports; `complete`: every measurement of the proof is there and trusted. */
export function recommend(conclusion: Conclusion, complete: boolean): Recommendation {
  const { scenario, tune, history, candidate, tighter, load, calibration, outcome } = conclusion;
  const { settings } = candidate;
  const proofs = [...measuredWith(history, settings, 1), ...measuredWith(history, settings, tune.headroom)].filter(
    ({ result }) => result.trusted,
  );
  const atHeadroom = proofs.filter(({ result }) => result.load.multiple === tune.headroom);
  const losses = proofs.filter(({ result }) => (result.lossRatio ?? 1) > 0).length;
  const tight =
    tighter === null
      ? undefined
      : measuredWith(history, tighter.settings, tune.headroom).find(({ result }) => result.trusted);
  const verified = complete && losses === 0 && proofs.length > 0;
  const costs = costsOf(settings, load, scenario.receiver.latencyMs);
  const loadAtOne = loadRecord(calibration, 1) ?? load;
  const seconds = calibration.result.durationMs / 1000;
  const perSecond = loadAtOne.events / Math.max(1, loadAtOne.arrivals.length) / Math.max(1, seconds);
  const docs = docsRule(perSecond, scenario.receiver.latencyMs, settings.initialBackoffMs);
  const defaults = kubernetesDefaults(scenario.backend);
  const measuredDefaults = measuredWith(history, defaults, tune.headroom).find(({ result }) => result.trusted);
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
    uncertainty:
      proofs.length === 0
        ? null
        : {
            runs: proofs.length,
            losses,
            lossProbabilityUpper95: losses === 0 ? 1 - 0.05 ** (1 / proofs.length) : 1,
            minFreeBuffer: atHeadroom.map(({ result }) => result.predicted?.minFreeBuffer ?? 0),
          },
    perInstance: [],
    effort: {
      pairsMeasured: new Set(history.map(({ result }) => `${JSON.stringify(result.settings)} ${result.load.multiple}`))
        .size,
      trialsMeasured: history.length,
      combinationsSearched: outcome.combinations,
      gridSize,
      wallMs,
      gridWallMs: history.length === 0 ? 0 : (wallMs / history.length) * gridSize,
    },
  };
  const withInstances = { ...draft, perInstance: perInstanceOf(conclusion) };
  return {
    ...withInstances,
    sentences: sentencesOf(withInstances, conclusion),
    caveats: caveatsOf(withInstances, conclusion),
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

/** Other candidates that are clearly better at something: fewer requests for the receiver, or less lag. */
function alternativesOf(
  { outcome, candidate, load, scenario }: Conclusion,
  costs: RecommendationCosts,
): readonly Alternative[] {
  const others = outcome.candidates.filter((other) => other !== candidate);
  const gentler = others.find(({ run }) => run.receiverRequestsPerSecond <= 0.5 * costs.receiverRequestsPerSecond);
  const quicker = others.find(({ run }) => run.lagMaxMs <= 0.5 * candidate.run.lagMaxMs);
  const entry = (why: string, { settings }: Conclusion['candidate']): Alternative => ({
    settings: settingsToDocument(settings),
    costs: costsOf(settings, load, scenario.receiver.latencyMs),
    why,
  });
  return [
    ...(gentler === undefined
      ? []
      : [entry('at most half the requests per second for the receiver, for more memory', gentler)]),
    ...(quicker === undefined || quicker === gentler
      ? []
      : [entry('at most half the lag, for more memory or more requests', quicker)]),
  ];
}

/** Each API server needs a buffer for its own share; named only where the shares differ by more than a tenth. */
function perInstanceOf({ load, candidate }: Conclusion): Recommendation['perInstance'] {
  const counts = load.arrivals.map(({ index }) => index.count);
  if (counts.length < 2 || Math.max(...counts) <= 1.1 * Math.min(...counts)) return [];
  const most = Math.max(...counts);
  return load.names.map((name, at) => {
    const share = (counts[at] ?? most) / most;
    const bufferSize = Math.max(
      candidate.settings.maxBatchSize,
      Math.ceil((candidate.settings.bufferSize * share) / 100) * 100,
    );
    return {
      name,
      settings: settingsToDocument({
        ...candidate.settings,
        bufferSize: Math.min(candidate.settings.bufferSize, bufferSize),
      }),
    };
  });
}
