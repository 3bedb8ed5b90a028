import { kubernetesDefaults } from '../core/kubernetes-defaults.ts';
import { settingsFromDocument } from '../core/settings-document.ts';
import type { Scenario, TuneSpec } from '../core/scenario.ts';
import type { AuditSettings, BatchSettings } from '../core/settings.ts';
import { type Conclusion, measuredWith, spaceOf } from './conclusion.ts';
import { type LoadRecord, loadRecord } from './load-record.ts';
import { recommend, unproved } from './recommend.ts';
import { describeRefusals } from './refusals.ts';
import { type Candidate, search, type SearchInput } from './search.ts';
import type { ProposedTrial, SearchStep, SearchStrategy, TrialEvidence } from './strategy.ts';
import { tighterSettings } from './tighter.ts';

/** A trial in doubt is measured again: a machine stalls now and then. So many doubts of the same are an answer. */
const TRIES = 3;

/**
 * Calibrate → search in the model → verify the best candidate at 1.0 and at headroom, tighter settings, the defaults →
 * done; a verifying trial that loses is fed back, with the arrivals that it saw. Pure: a function of the history.
 */
export function tuningStrategy(scenario: Scenario): SearchStrategy {
  const { tune } = scenario;
  if (tune === null) throw new Error('the scenario does not tune');
  return { next: (history) => nextStep(scenario, tune, history) };
}

function nextStep(scenario: Scenario, tune: TuneSpec, history: readonly TrialEvidence[]): SearchStep {
  const calibration = history.find(
    ({ result, arrivals }) => result.trusted && arrivals !== null && result.load.multiple === 1,
  );
  if (calibration === undefined) {
    const tried = history.filter(({ result }) => result.role === 'calibration');
    if (tried.length < TRIES) return measure('calibration', 'calibration', tune.calibration, 1);
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
  const outcome = search(searchInput(scenario, tune, history, calibration), spaceOf(tune));
  const candidate = notRefuted(outcome.candidates, history);
  if (candidate === undefined) return done(unproved(tune, 'no settings fit the limits', describeRefusals(outcome)));
  const tighter = tighterSettings(candidate, load.arrivals);
  const conclusion: Conclusion = { scenario, tune, history, calibration, outcome, candidate, tighter, load };
  const wanted = nextTrial(conclusion);
  if (wanted === 'doubtful') return done(recommend(conclusion, false));
  if (wanted === null) return done(recommend(conclusion, true));
  return spent >= tune.maxTrials ? done(recommend(conclusion, false)) : { kind: 'measure', trial: wanted };
}

/** The first measurement of the proof that is still missing; `doubtful` when one cannot be had without doubts. */
function nextTrial({ scenario, tune, history, candidate, tighter }: Conclusion): ProposedTrial | 'doubtful' | null {
  const { settings } = candidate;
  const defaults = kubernetesDefaults(scenario.backend);
  const plan: readonly { readonly trial: ProposedTrial; readonly times: number }[] = [
    { trial: propose('verify', 'recommended', settings, 1), times: 1 },
    {
      trial: propose('verify', 'recommended', settings, tune.headroom),
      times: Math.max(scenario.repeat, 3),
    },
    ...(tighter === null ? [] : [{ trial: propose('tighter', 'tighter', tighter.settings, tune.headroom), times: 1 }]),
    { trial: propose('defaults', 'defaults', defaults, tune.headroom), times: 1 },
  ];
  for (const { trial, times } of plan) {
    const same = measuredWith(history, trial.settings, trial.multiple);
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
    .filter(({ result }) => result.trusted && (result.lossRatio ?? 0) > 0)
    .map(({ result }) => settingsFromDocument(result.settings))
    .filter((settings): settings is BatchSettings => settings.mode === 'batch');
  return candidates.find(({ settings }) => !losers.some((loser) => noLarger(settings, loser)));
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

/** Every trusted record counts: at its own load, and the calibration's at headroom. */
function searchInput(
  scenario: Scenario,
  tune: TuneSpec,
  history: readonly TrialEvidence[],
  calibration: TrialEvidence,
): SearchInput {
  const scaled = loadRecord(calibration, tune.headroom);
  const losers = history.filter(
    ({ result }) => result.trusted && result.role === 'verify' && (result.lossRatio ?? 0) > 0,
  );
  const records = [scaled, ...losers.map((evidence) => loadRecord(evidence, evidence.result.load.multiple))].filter(
    (record) => record !== null,
  );
  return {
    arrivals: records.flatMap(({ arrivals }) => arrivals),
    eventBytesMean: scaled?.eventBytesMean ?? 0,
    eventBytesMax: scaled?.eventBytesMax ?? 0,
    receiverLatencyMs: scenario.receiver.latencyMs,
    initialBackoffMs: tune.calibration.initialBackoffMs,
    limits: tune.limits,
    surviveReceiverOutageMs: tune.surviveReceiverOutageMs,
  };
}

function propose(role: ProposedTrial['role'], name: string, settings: AuditSettings, multiple: number): ProposedTrial {
  return { role, name, settings, multiple, isDefaults: role === 'defaults' };
}

function measure(role: ProposedTrial['role'], name: string, settings: AuditSettings, multiple: number): SearchStep {
  return { kind: 'measure', trial: propose(role, name, settings, multiple) };
}

function done(recommendation: ReturnType<typeof unproved>): SearchStep {
  return { kind: 'done', recommendation };
}
