import type { Scenario, TuneSpec } from '../core/scenario.ts';
import { withOutage } from '../core/receiver.ts';
import type { SettingsDocument, TrialLoad } from '../core/result.ts';
import type { AuditSettings } from '../core/settings.ts';
import { settingsToDocument } from '../core/settings-document.ts';
import type { LoadRecord } from './arrivals/load-record.ts';
import { type Candidate, DEFAULT_SPACE, type SearchOutcome, type SearchSpace } from './search/search.ts';
import type { TrialEvidence } from './strategy.ts';
import type { Tighter } from './search/tighter.ts';

/** What the strategy has concluded from a history; handed to the text of the recommendation. */
export interface Conclusion {
  readonly scenario: Scenario;
  readonly tune: TuneSpec;
  readonly history: readonly TrialEvidence[];
  /** The trusted trial that the load was taken from. */
  readonly calibration: TrialEvidence;
  readonly outcome: SearchOutcome;
  readonly candidate: Candidate;
  readonly tighter: Tighter | null;
  /** The load with headroom: measured where it was, scaled where it was not. */
  readonly load: LoadRecord;
  /** Everything the search was fed with: the calibration's load with headroom, and the trials that lost. */
  readonly records: readonly LoadRecord[];
  /** The cluster is a stand-in, so nothing here was proved on a real kube-apiserver. */
  readonly emulated: boolean;
}

/** Trials with these settings under this multiple of the load and with this receiver, whatever their role. */
export function measuredWith(
  history: readonly TrialEvidence[],
  settings: AuditSettings,
  load: LoadOfPair,
): readonly TrialEvidence[] {
  const wanted = pairKey(settingsToDocument(settings), load);
  return history.filter(({ result }) => pairKey(result.settings, result.load) === wanted);
}

/** The trusted trials in which the receiver was away for as long as `tune.survive` says. */
export function outageTrials({ history, candidate, tune, scenario }: Conclusion): readonly TrialEvidence[] {
  const outageMs = tune.surviveReceiverOutageMs;
  if (outageMs === null) return [];
  const load = { multiple: tune.headroom, receiver: withOutage(scenario.receiver.plan, outageMs) };
  return measuredWith(history, candidate.settings, load).filter(({ result }) => result.trusted);
}

/** Pairs of settings and load that were measured on the way; what the scenario's own variants took is not counted. */
export function pairsMeasured(history: readonly TrialEvidence[]): ReadonlySet<string> {
  return new Set(
    history
      .filter(({ result }) => result.role !== 'variant')
      .map(({ result }) => pairKey(result.settings, result.load)),
  );
}

type LoadOfPair = Pick<TrialLoad, 'multiple' | 'receiver'>;

export function pairKey(settings: SettingsDocument, { multiple, receiver }: LoadOfPair): string {
  return JSON.stringify([settings, multiple, receiver]);
}

export function spaceOf({ space }: TuneSpec): SearchSpace {
  return {
    maxBatchSize: space.maxBatchSize ?? DEFAULT_SPACE.maxBatchSize,
    throttleQps: space.throttleQps ?? DEFAULT_SPACE.throttleQps,
    throttleBurst: space.throttleBurst ?? DEFAULT_SPACE.throttleBurst,
    maxBatchWaitMs: space.maxBatchWaitMs ?? DEFAULT_SPACE.maxBatchWaitMs,
  };
}
