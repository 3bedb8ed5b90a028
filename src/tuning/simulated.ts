import { WEBHOOK_DEFAULTS } from '../core/kubernetes-defaults.ts';
import type { HeadroomCurve, RecommendationCosts } from '../core/recommendation.ts';
import { HEALTHY_RECEIVER, type ReceiverPlan } from '../core/receiver.ts';
import type { Scenario } from '../core/scenario.ts';
import type { AuditMode, BatchSettings } from '../core/settings.ts';
import { receiverModel } from '../pipeline/deliveries.ts';
import { playArrivals, type Played } from '../pipeline/play.ts';
import { answerCurve, docsRuleFor } from './answer-curve.ts';
import { ArrivalIndex } from './arrivals/arrival-index.ts';
import { type Demand, plannedDemand } from './arrivals/demand.ts';
import { type PlannedLoad, plannedLoad } from './arrivals/planned-load.ts';
import { scaleArrivals } from './arrivals/scale.ts';
import { type Decision, decide } from './decision.ts';
import { type Ask, askOf } from './search/ask.ts';
import { costsOf } from './search/costs.ts';
import { type FirstLoss, firstLossOf, largestTried } from './search/first-loss.ts';
import { everyBrokenLimit, judge, type Judgement } from './search/judge.ts';
import { type BrokenLimit } from './search/limits.ts';
import { ceilingOf } from './search/need.ts';
import { peakDemandPerSecond } from './search/peak.ts';

/** What the model says of settings under a planned load. */
export interface SimulatedSettings extends Played {
  readonly name: string;
  readonly settings: BatchSettings;
  readonly lossRatio: number;
  /** C, and L: the sustained rate of an API server, events/s. */
  readonly ceilingPerSecond: number;
  readonly sustainedPerSecond: number;
  /** Events of the busiest second of the phases that have a rate: a phase may be above the ceiling for a while. */
  readonly peakPerSecond: number;
  /** `null`: none up to `triedUpTo`. */
  readonly firstLoss: FirstLoss | null;
  readonly triedUpTo: number;
  /** Limits of the scenario that the settings break. */
  readonly broken: readonly BrokenLimit[];
}

export interface SimulatedScenario {
  readonly load: PlannedLoad;
  readonly variants: readonly SimulatedSettings[];
  /** Variants without a buffer, which the model has nothing to say of. */
  readonly unbuffered: readonly { readonly name: string; readonly mode: AuditMode }[];
  /** `null`: the scenario does not tune. */
  readonly tuned: SimulatedTuning | null;
}

/** What is to be done about the current settings, and beside it what others would have set, under the load with headroom. */
export interface SimulatedTuning {
  readonly ask: Ask;
  readonly demand: Demand;
  readonly decision: Decision;
  /** Of what is kept or recommended; `null`: nothing holds. */
  readonly judgement: Judgement | null;
  readonly costs: RecommendationCosts | null;
  readonly current: SimulatedSettings;
  readonly recommended: SimulatedSettings | null;
  readonly defaults: SimulatedSettings;
  readonly docsRule: SimulatedSettings;
  readonly curve: Pick<HeadroomCurve, 'multiples' | 'lines'>;
}

/** Answers for a scenario without a cluster, from the model alone. */
export function simulateScenario(scenario: Scenario, apiservers: number): SimulatedScenario {
  const load = plannedLoad(scenario, apiservers);
  const ask = askOf(scenario, scenario.tune, apiservers);
  const variants = scenario.variants.flatMap(({ name, settings, policy }) => {
    const own = policy === undefined ? load : plannedLoad({ ...scenario, policy }, apiservers);
    return settings.mode === 'batch' ? [simulateSettings(name, settings, own, ask, scenario.receiver.plan)] : [];
  });
  const tuned = scenario.tune === null ? null : tunePlanned(scenario, ask, load);
  const unbuffered = scenario.variants.flatMap(({ name, settings: { mode } }) =>
    mode === 'batch' || mode === 'off' ? [] : [{ name, mode }],
  );
  return { load, variants, unbuffered, tuned };
}

/** What settings lose under a planned load at a multiple, and the limits that they break. */
export function simulateSettings(
  name: string,
  settings: BatchSettings,
  load: PlannedLoad,
  ask: Ask,
  receiver: ReceiverPlan = HEALTHY_RECEIVER,
  multiple = 1,
): SimulatedSettings {
  const timesMs = scaleArrivals(load.arrivals.timesMs, load.phases, multiple);
  return {
    name,
    settings,
    ...playedLoad(settings, [timesMs], load, receiver),
    ...judgedLoad(settings, load, ask, multiple),
  };
}

/** What becomes of arrivals, in chunks. */
export function playedLoad(
  settings: BatchSettings,
  chunks: Iterable<Float64Array>,
  { eventBytesMean }: Pick<PlannedLoad, 'eventBytesMean'>,
  receiver: ReceiverPlan = HEALTHY_RECEIVER,
): Played & { readonly lossRatio: number } {
  const options = { receiver: receiverModel(receiver, 1), eventBytes: eventBytesMean, seed: 1 };
  const played = playArrivals(chunks, settings, options);
  const { generated, dropped, failed } = played;
  return { ...played, lossRatio: generated === 0 ? 0 : (dropped + failed) / generated };
}

/** What settings can do, and where they end, under a planned load at a multiple. */
export function judgedLoad(settings: BatchSettings, load: PlannedLoad, ask: Ask, multiple: number) {
  const demand = plannedDemand(load);
  return {
    ceilingPerSecond: ceilingOf(settings, demand),
    sustainedPerSecond: demand.sustainedPerSecond * multiple,
    peakPerSecond: pacedPeakPerSecond(load, multiple),
    firstLoss: firstLossOf(settings, demand),
    triedUpTo: largestTried(demand),
    broken: everyBrokenLimit(settings, ask, demand),
  };
}

/** Bursts apart: they have a size and no rate. */
function pacedPeakPerSecond({ arrivals, phases }: PlannedLoad, multiple: number): number {
  const peaks = phases
    .filter(({ kind }) => kind !== 'burst')
    .map(({ startMs, endMs }) => {
      const inside = arrivals.timesMs.filter((atMs) => atMs >= startMs && atMs < endMs);
      return peakDemandPerSecond([{ index: new ArrivalIndex(inside) }]);
    });
  return Math.max(0, ...peaks) * multiple;
}

function tunePlanned(scenario: Scenario, ask: Ask, planned: PlannedLoad): SimulatedTuning {
  const demand = plannedDemand(planned);
  const decision = decide(ask, demand, () => false);
  const best = decision.candidate?.settings ?? null;
  const { headroom, current } = ask;
  const judgement = best === null ? null : decision.kept ? decision.current : judge(best, ask, demand);
  const simulated = (name: string, settings: BatchSettings): SimulatedSettings =>
    simulateSettings(name, settings, planned, ask, scenario.receiver.plan, headroom);
  const defaults = scenario.current.isDefaults ? null : WEBHOOK_DEFAULTS;
  return {
    ask,
    demand,
    decision,
    judgement,
    costs: best === null ? null : costsOf(best, ask, demand),
    current: simulated(scenario.current.label, current),
    recommended: best === null || decision.kept ? null : simulated('recommended', best),
    defaults: simulated("Kubernetes' defaults", WEBHOOK_DEFAULTS),
    docsRule: simulated("the documentation's rule", docsRuleFor(ask, demand)),
    curve: answerCurve({ ask, demand, decision, best, judgement, defaults }),
  };
}
