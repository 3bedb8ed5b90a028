import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import { settingsFromDocument, settingsToDocument } from '../core/settings-document.ts';
import { withOutage } from '../core/receiver.ts';
import type { Recommendation } from '../core/recommendation.ts';
import type { TrialResult } from '../core/result.ts';
import type { Scenario, TuneSpec } from '../core/scenario.ts';
import type { AuditSettings, BatchSettings } from '../core/settings.ts';
import { blockingCosts, blockingRefusals } from './search/blocking.ts';
import { type Conclusion, measuredWith, pairKey, pairsMeasured, spaceOf } from './conclusion.ts';
import { type LoadRecord, loadRecord } from './arrivals/load-record.ts';
import { recommend, unproved } from './recommend.ts';
import { describeRefusals } from './words/refusals.ts';
import { type Candidate, search, type SearchOutcome } from './search/search.ts';
import { searchInput } from './search/search-input.ts';
import type { ProposedTrial, SearchStep, SearchStrategy, TrialEvidence } from './strategy.ts';
import { tighterSettings } from './search/tighter.ts';

/** Pairs of settings and load on the way to an answer: beyond that the model does not understand this cluster. */
const MOST_PAIRS = 9;
/** A trial in doubt is measured again: a machine stalls now and then. So many doubts of the same are an answer. */
const TRIES = 3;

/**
 * Calibrate → search in the model → verify the best candidate at 1.0 and at headroom, tighter settings, the defaults →
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
    ({ result, arrivals }) => result.trusted && arrivals !== null && result.load.multiple === 1,
  );
  if (calibration === undefined) {
    const tried = history.filter(({ result }) => result.role === 'calibration');
    if (tried.length < TRIES) {
      const load = { multiple: 1, receiver: scenario.receiver.plan };
      return { kind: 'measure', trial: propose('calibration', 'calibration', tune.calibration, load) };
    }
    return done(
      unproved(
        tune,
        'the load could not be measured',
        tried.flatMap(({ result }) => result.doubts.map(({ sentence }) => sentence)),
      ),
    );
  }
  const spent = history.filter(({ result }) => result.role !== 'variant').length;
  const load = headroomLoad(history, calibration, tune.headroom);
  if (load === null) return done(unproved(tune, 'the load could not be read', []));
  const records = searchedRecords(tune, history, calibration);
  const outcome = search(searchInput(scenario, tune, records), spaceOf(tune));
  const candidate = notRefuted(outcome.candidates, history);
  if (candidate === undefined) return done(nothingFits(scenario, tune, load, outcome));
  const tighter = tighterSettings(candidate, load.arrivals);
  const found = { outcome, candidate, tighter };
  const conclusion: Conclusion = { scenario, tune, emulated, history, calibration, ...found, load, records };
  const wanted = nextTrial(conclusion);
  if (wanted === 'doubtful') return done(recommend(conclusion, false));
  if (wanted === null) return done(recommend(conclusion, true));
  const pairs = new Set([...pairsMeasured(history), pairKey(settingsToDocument(wanted.settings), wanted)]);
  if (spent >= tune.maxTrials || pairs.size > MOST_PAIRS) return done(recommend(conclusion, false));
  return { kind: 'measure', trial: wanted };
}

/** No batch settings keep the limits, or none that a trial has not refuted; blocking is named where it would. */
function nothingFits(scenario: Scenario, tune: TuneSpec, load: LoadRecord, outcome: SearchOutcome): Recommendation {
  if (outcome.candidates.length > 0) {
    const refuted = `each of the ${outcome.candidates.length} best settings is in no way larger than some that lost events`;
    return unproved(tune, 'every candidate is refuted by a measurement', [refuted]);
  }
  const costs = blockingCosts(load, scenario.receiver.plan.latencyMs, tune.calibration.initialBackoffMs);
  const blocking = tune.allowBlocking && blockingRefusals(costs, load.eventBytesMax, tune.limits).length === 0;
  return unproved(tune, 'no settings fit the limits', [
    ...describeRefusals(outcome),
    ...(blocking ? ['Mode blocking would fit every limit: measure it as a variant (mode: blocking).'] : []),
  ]);
}

/** The first measurement of the proof that is still missing; `doubtful` when one cannot be had without doubts. */
function nextTrial({ scenario, tune, history, candidate, tighter }: Conclusion): ProposedTrial | 'doubtful' | null {
  const { settings } = candidate;
  const defaults = kubernetesDefaults(scenario.backend);
  const outageMs = tune.surviveReceiverOutageMs;
  const receiver = scenario.receiver.plan;
  const atLoad = { multiple: 1, receiver };
  const atHeadroom = { multiple: tune.headroom, receiver };
  const plan: readonly { readonly trial: ProposedTrial; readonly times: number }[] = [
    { trial: propose('verify', 'recommended', settings, atLoad), times: 1 },
    { trial: propose('verify', 'recommended', settings, atHeadroom), times: tune.repeat },
    ...(outageMs === null
      ? []
      : [
          {
            trial: propose('verify', 'recommended, receiver away', settings, {
              ...atHeadroom,
              receiver: withOutage(receiver, outageMs),
            }),
            times: 1,
          },
        ]),
    ...(tighter === null ? [] : [{ trial: propose('tighter', 'tighter', tighter.settings, atHeadroom), times: 1 }]),
    { trial: propose('defaults', 'defaults', defaults, atHeadroom), times: 1 },
  ];
  for (const { trial, times } of plan) {
    const same = measuredWith(history, trial.settings, trial);
    const good = same.filter(({ result }) => result.trusted).length;
    if (good >= times) continue;
    const bad = same.length - good;
    // The defaults are a comparison: what they cannot be measured with does not stand against the proof.
    if (bad >= TRIES && trial.role === 'defaults') continue;
    return bad >= TRIES ? 'doubtful' : trial;
  }
  return null;
}

/** The best candidate that no trusted trial has refuted; one that lost needs at least a larger buffer. */
function notRefuted(candidates: readonly Candidate[], history: readonly TrialEvidence[]): Candidate | undefined {
  const losers = history
    .filter(({ result }) => result.trusted && lostInBuffer(result))
    .map(({ result }) => settingsFromDocument(result.settings))
    .filter((settings): settings is BatchSettings => settings.mode === 'batch');
  return candidates.find(({ settings }) => !losers.some((loser) => noLarger(settings, loser)));
}

/** A batch given up because the receiver failed says nothing of the buffer. */
function lostInBuffer({ lossRatio, load, events }: TrialResult): boolean {
  return (lossRatio ?? 0) > 0 && (load.receiver.windows.length === 0 || (events.dropped ?? 0) > 0);
}

/** In no way more generous than settings that lost. */
function noLarger(a: BatchSettings, b: BatchSettings): boolean {
  return (
    a.bufferSize <= b.bufferSize &&
    a.maxBatchSize <= b.maxBatchSize &&
    a.throttleQps <= b.throttleQps &&
    a.throttleBurst <= b.throttleBurst
  );
}

/** The headroom load as it was measured, or the calibration's scaled to it. */
function headroomLoad(
  history: readonly TrialEvidence[],
  calibration: TrialEvidence,
  headroom: number,
): LoadRecord | null {
  const measured = history.find(
    ({ result, arrivals }) => result.trusted && arrivals !== null && result.load.multiple === headroom,
  );
  return loadRecord(measured ?? calibration, headroom);
}

/** What the candidates must hold: the calibration's load with headroom, and whatever a verifying trial lost. */
function searchedRecords(
  tune: TuneSpec,
  history: readonly TrialEvidence[],
  calibration: TrialEvidence,
): readonly LoadRecord[] {
  const losers = history.filter(({ result }) => result.trusted && result.role === 'verify' && lostInBuffer(result));
  return [
    loadRecord(calibration, tune.headroom),
    ...losers.map((evidence) => loadRecord(evidence, evidence.result.load.multiple)),
  ].filter((record) => record !== null);
}

function propose(
  role: ProposedTrial['role'],
  name: string,
  settings: AuditSettings,
  load: Pick<ProposedTrial, 'multiple' | 'receiver'>,
): ProposedTrial {
  return { role, name, settings, ...load, isDefaults: role === 'defaults' };
}

function done(recommendation: Recommendation): SearchStep {
  return { kind: 'done', recommendation };
}
