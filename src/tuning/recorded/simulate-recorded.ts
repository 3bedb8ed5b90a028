import { WEBHOOK_DEFAULTS } from '../../core/kubernetes-defaults.ts';
import type { HeadroomCurve, RecommendationCosts } from '../../core/recommendation.ts';
import type { RecordedArrivals } from '../../core/recorded.ts';
import type { BatchSettings } from '../../core/settings.ts';
import { answerCurve } from '../answer-curve.ts';
import { type Demand, plannedDemand } from '../arrivals/demand.ts';
import { type Decision, decide } from '../decision.ts';
import { type Ask, askAbout } from '../search/ask.ts';
import { costsOf } from '../search/costs.ts';
import { judge, type Judgement } from '../search/judge.ts';
import { recordedLoad } from './recorded-load.ts';
import { lostEvents, type RecordLoss, replayRecords } from './replayed.ts';
import { busiestStretches, mergeStretches, type Stretch, stretchAround } from './stretches.ts';

/** Settings that somebody has or thinks of. */
export interface NamedSettings {
  /** `the flags in use`, `Kubernetes' defaults`. */
  readonly name: string;
  readonly settings: BatchSettings;
}

export interface RecordedQuestion {
  readonly records: readonly RecordedArrivals[];
  /** The first is in use: where the smallest change starts. */
  readonly settings: readonly [NamedSettings, ...NamedSettings[]];
  readonly headroom: number;
}

/** What the model says of recorded arrivals. */
export interface RecordedAnswer {
  /** What each of the settings would have lost of the whole record, as it came. */
  readonly losses: readonly (NamedSettings & { readonly records: readonly RecordLoss[] })[];
  readonly recommended: RecordedRecommendation;
}

export interface RecordedRecommendation {
  readonly ask: Ask;
  readonly demand: Demand;
  readonly decision: Decision;
  /** Of what is kept or recommended; `null`: nothing holds. */
  readonly judgement: Judgement | null;
  readonly costs: RecommendationCosts | null;
  readonly curve: Pick<HeadroomCurve, 'multiples' | 'lines'>;
  /** Events that were searched in, of those that the answer was proved on. */
  readonly searchedEvents: number;
}

/** Answers that the whole record refuted, before nothing is recommended. */
const MOST_REFUTED = 5;

/**
 * Judges settings by recorded arrivals, and finds the smallest change that holds them with headroom: searched in the
 * busiest stretches, proved on the whole record. Settings that lose there are refuted, and the stretch in which they did
 * is searched too.
 */
export function simulateRecorded({ records, settings, headroom }: RecordedQuestion): RecordedAnswer {
  return {
    losses: settings.map((named) => ({ ...named, records: replayRecords(records, named.settings) })),
    recommended: recommendRecorded(records, settings[0].settings, headroom),
  };
}

function recommendRecorded(
  records: readonly RecordedArrivals[],
  current: BatchSettings,
  headroom: number,
): RecordedRecommendation {
  const ask = { ...askAbout(current, records.length), headroom };
  const refuted: BatchSettings[] = [];
  let stretches = busiestStretches(records);
  for (;;) {
    const load = recordedLoad(records, stretches);
    const demand = plannedDemand(load);
    const decision = decide(ask, demand, (tried) => refuted.some((lost) => isSame(lost, tried)));
    const settings = decision.candidate?.settings ?? null;
    const losses = settings === null ? [] : replayRecords(records, settings, headroom);
    if (settings === null || lostEvents(losses) === 0) return concluded(ask, demand, decision);
    if (refuted.length === MOST_REFUTED) return concluded(ask, demand, { ...decision, kept: false, candidate: null });
    refuted.push(settings);
    stretches = mergeStretches([...stretches, ...losses.flatMap(firstLossStretch)]);
  }
}

function firstLossStretch({ lostMs }: RecordLoss, record: number): readonly Stretch[] {
  return lostMs[0] === undefined ? [] : [stretchAround(record, lostMs[0])];
}

function concluded(ask: Ask, demand: Demand, decision: Decision): RecordedRecommendation {
  const { current } = ask;
  const best = decision.candidate?.settings ?? null;
  const judgement = best === null ? null : decision.kept ? decision.current : judge(best, ask, demand);
  const defaults = isSame(current, WEBHOOK_DEFAULTS) ? null : WEBHOOK_DEFAULTS;
  return {
    ask,
    demand,
    decision,
    judgement,
    costs: best === null ? null : costsOf(best, ask, demand),
    curve: answerCurve({ ask, demand, decision, best, judgement, defaults }),
    searchedEvents: demand.at(1)[0]?.arrivals[0]?.index.count ?? 0,
  };
}

function isSame(a: BatchSettings, b: BatchSettings): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
