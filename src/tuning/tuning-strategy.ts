import { sameReceiver } from '../core/receiver.ts';
import { settingsFromDocument, settingsToDocument } from '../core/settings-document.ts';
import type { TrialResult } from '../core/result.ts';
import type { Scenario, TuneSpec } from '../core/scenario.ts';
import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import type { AuditBackend, AuditSettings, BatchSettings } from '../core/settings.ts';
import { measuredDemand } from './arrivals/demand.ts';
import {
  conclude,
  type Conclusion,
  type Found,
  isEvidence,
  measuredWith,
  pairKey,
  pairsMeasured,
} from './conclusion.ts';
import { decide } from './decision.ts';
import { nothingHolds } from './nothing-holds.ts';
import { planOf, type WantedTrial } from './proof-plan.ts';
import { recommend, unproved } from './recommend.ts';
import { askOf } from './search/ask.ts';
import type { ProposedTrial, SearchStep, SearchStrategy, TrialEvidence } from './strategy.ts';

/** Pairs of settings and load on the way to an answer: beyond that the model does not understand this cluster. */
const MOST_PAIRS = 9;
/** A trial in doubt is measured again: a machine stalls now and then. So many doubts of the same are an answer. */
const TRIES = 3;

/**
 * Calibrate → judge the current settings, or search the smallest change → verify at 1.0 and at headroom, show the edge →
 * done; a verifying trial that loses is fed back, with the arrivals that it saw. Pure: a function of the history.
 */
export function tuningStrategy(scenario: Scenario, emulated: boolean): SearchStrategy {
  const { tune } = scenario;
  if (tune === null) throw new Error('the scenario does not tune');
  return { next: (history) => nextStep(scenario, tune, emulated, history) };
}

function nextStep(
  scenario: Scenario,
  tune: TuneSpec,
  emulated: boolean,
  history: readonly TrialEvidence[],
): SearchStep {
  const calibration = history.find(
    ({ result, arrivals }) =>
      result.trusted &&
      arrivals !== null &&
      result.load.multiple === 1 &&
      sameReceiver(result.load.receiver, scenario.receiver.plan),
  );
  if (calibration === undefined) return calibrate(scenario, tune, history);
  const losers = history.filter(({ result }) => result.trusted && refutes(result, tune.headroom));
  const fedBack = losers.filter(({ result }) => result.role === 'verify');
  const demand = measuredDemand([calibration, ...fedBack], scenario.load.phases);
  const ask = askOf(scenario, tune, demand.names.length);
  const decision = decide(ask, demand, (settings) => losers.some((loser) => noLarger(settings, loser)));
  const found: Found = { scenario, tune, emulated, history, calibration, ask, demand, decision };
  const conclusion = conclude(found);
  if (conclusion === null) return { kind: 'done', recommendation: nothingHolds(found) };
  const wanted = nextTrial(conclusion);
  if (wanted === 'doubtful' || wanted === null)
    return { kind: 'done', recommendation: recommend(conclusion, wanted === null) };
  const spent = history.filter(({ result }) => result.role !== 'variant').length;
  const pairs = new Set([...pairsMeasured(history), pairKey(settingsToDocument(wanted.settings), wanted)]);
  if (spent >= tune.maxTrials || pairs.size > MOST_PAIRS)
    return { kind: 'done', recommendation: recommend(conclusion, false) };
  return { kind: 'measure', trial: wanted };
}

function calibrate(scenario: Scenario, tune: TuneSpec, history: readonly TrialEvidence[]): SearchStep {
  const tried = history.filter(({ result }) => result.role === 'calibration');
  if (tried.length < TRIES) {
    const trial = { role: 'calibration' as const, name: 'calibration', settings: tune.calibration, multiple: 1 };
    const { plan: receiver } = scenario.receiver;
    return {
      kind: 'measure',
      trial: { ...trial, receiver, isDefaults: isDefaults(tune.calibration, scenario.backend) },
    };
  }
  const doubts = tried.flatMap(({ result }) => result.doubts.map(({ sentence }) => sentence));
  return { kind: 'done', recommendation: unproved(tune, 'the load could not be measured', doubts) };
}

/** The first measurement of the proof that is still missing; `doubtful` when one cannot be had without doubts. */
function nextTrial(conclusion: Conclusion): ProposedTrial | 'doubtful' | null {
  for (const { trial, times, comparison } of planOf(conclusion)) {
    const same = measuredWith(conclusion.history, trial.settings, trial);
    const good = same.filter(isEvidence).length;
    if (good >= times) continue;
    const bad = same.length - good;
    // What only compares does not stand against the proof when it cannot be measured.
    if (bad >= TRIES && comparison) continue;
    return bad >= TRIES ? 'doubtful' : proposed(trial, conclusion.scenario.backend);
  }
  return null;
}

function proposed(trial: WantedTrial['trial'], backend: AuditBackend): ProposedTrial {
  return { ...trial, isDefaults: isDefaults(trial.settings, backend) };
}

function isDefaults(settings: AuditSettings, backend: AuditBackend): boolean {
  return (
    JSON.stringify(settingsToDocument(settings)) === JSON.stringify(settingsToDocument(kubernetesDefaults(backend)))
  );
}

/** It lost events in the buffer at a load that a recommendation must take; a batch given up in an outage says nothing of it. */
function refutes({ lossRatio, load, events }: TrialResult, headroom: number): boolean {
  const inBuffer = load.receiver.windows.length === 0 || (events.dropped ?? 0) > 0;
  return (lossRatio ?? 0) > 0 && load.multiple <= headroom && inBuffer;
}

/** In no way more generous than settings that lost: whoever is, may be tried. */
function noLarger(settings: BatchSettings, { result }: TrialEvidence): boolean {
  const loser = settingsFromDocument(result.settings);
  return (
    loser.mode === 'batch' &&
    settings.bufferSize <= loser.bufferSize &&
    settings.maxBatchSize <= loser.maxBatchSize &&
    rate(settings) <= rate(loser) &&
    settings.throttleBurst <= loser.throttleBurst
  );
}

function rate({ throttleEnabled, throttleQps }: BatchSettings): number {
  return throttleEnabled ? throttleQps : Number.POSITIVE_INFINITY;
}
