import { docsRule } from '../core/docs-rule.ts';
import { WEBHOOK_DEFAULTS } from '../core/kubernetes-defaults.ts';
import type { RecommendationCosts } from '../core/recommendation.ts';
import { HEALTHY_RECEIVER, type ReceiverPlan } from '../core/receiver.ts';
import type { Scenario, TuneSpec } from '../core/scenario.ts';
import { type BatchSettings, ceilingPerSecond } from '../core/settings.ts';
import { receiverModel } from '../pipeline/deliveries.ts';
import { simulate } from '../pipeline/simulate.ts';
import { ArrivalIndex } from './arrivals/arrival-index.ts';
import { type PlannedLoad, plannedLoad } from './arrivals/planned-load.ts';
import { scaleArrivals } from './arrivals/scale.ts';
import { search, type SearchOutcome } from './search/search.ts';
import { searchInput } from './search/search-input.ts';
import { spaceOf } from './conclusion.ts';
import { costsOf } from './search/costs.ts';
import { smallestLosing } from './search/headroom.ts';
import type { LoadRecord } from './arrivals/load-record.ts';
import { costSentences } from './words/sentences.ts';

/** What the model says of settings under a planned load. */
export interface SimulatedSettings {
  readonly name: string;
  readonly settings: BatchSettings;
  readonly generated: number;
  readonly dropped: number;
  /** Events of batches that the scenario's receiver fault makes the webhook give up. */
  readonly failed: number;
  readonly lossRatio: number;
  readonly firstLossMs: number | null;
  readonly peakBuffer: number;
  readonly lagMaxMs: number;
  /** When the last batch was delivered or given up. */
  readonly settledMs: number;
  /** C */
  readonly ceilingPerSecond: number;
  /** First multiple of the load that loses; `null`: none up to 64. */
  readonly firstLossAtLoadMultiple: number | null;
}

export interface SimulatedScenario {
  readonly load: PlannedLoad;
  readonly variants: readonly SimulatedSettings[];
  /** `null`: the scenario does not tune. */
  readonly tuned: SimulatedTuning | null;
}

/** What the search found, and beside it what others would have set, all under the load with headroom. */
export interface SimulatedTuning {
  readonly search: SearchOutcome;
  /** `null`: no settings fit the limits. */
  readonly recommended: SimulatedSettings | null;
  readonly costs: RecommendationCosts | null;
  readonly costSentences: readonly string[];
  readonly defaults: SimulatedSettings;
  readonly docsRule: SimulatedSettings;
}

/** Answers for a scenario without a cluster, from the model alone. */
export function simulateScenario(scenario: Scenario, apiservers: number): SimulatedScenario {
  const load = plannedLoad(scenario, apiservers);
  const variants = scenario.variants.flatMap(({ name, settings }) =>
    settings.mode === 'batch' ? [simulateSettings(name, settings, load, scenario.receiver.plan)] : [],
  );
  return { load, variants, tuned: scenario.tune === null ? null : tunePlanned(scenario, scenario.tune, load) };
}

/** `receiver`: default healthy, and takes every batch at once. `multiple` of the load: default 1. */
export function simulateSettings(
  name: string,
  settings: BatchSettings,
  load: PlannedLoad,
  receiver: ReceiverPlan = HEALTHY_RECEIVER,
  multiple = 1,
): SimulatedSettings {
  const timesMs = scaleArrivals(load.arrivals.timesMs, load.phases, multiple);
  const simulation = simulate(timesMs, settings, { receiver: receiverModel(receiver, 1) });
  let lagMaxMs = 0;
  for (const [index, doneMs] of simulation.deliveredMs.entries()) {
    if (!Number.isNaN(doneMs)) lagMaxMs = Math.max(lagMaxMs, doneMs - (timesMs[index] as number));
  }
  return {
    name,
    settings,
    generated: simulation.generated,
    dropped: simulation.dropped,
    failed: simulation.failed,
    lossRatio: simulation.generated === 0 ? 0 : (simulation.dropped + simulation.failed) / simulation.generated,
    firstLossMs: simulation.firstLossMs,
    peakBuffer: simulation.peakBuffer,
    lagMaxMs,
    settledMs: simulation.settledMs,
    ceilingPerSecond: ceilingPerSecond(settings) ?? Number.POSITIVE_INFINITY,
    firstLossAtLoadMultiple: smallestLosing(
      (tried) => simulate(scaleArrivals(load.arrivals.timesMs, load.phases, tried), settings).dropped > 0,
    ),
  };
}

function tunePlanned(scenario: Scenario, tune: TuneSpec, planned: PlannedLoad): SimulatedTuning {
  const { latencyMs } = scenario.receiver.plan;
  const load = recordOf(planned, tune.headroom);
  const outcome = search(searchInput(scenario, tune, [load]), spaceOf(tune));
  const best = outcome.candidates[0]?.settings;
  const costs = best === undefined ? null : costsOf(best, load, latencyMs);
  const seconds = Math.max(1, (planned.phases.at(-1)?.endMs ?? 0) / 1000);
  const docs = docsRule(planned.arrivals.timesMs.length / seconds, latencyMs, tune.calibration.initialBackoffMs);
  const simulated = (name: string, settings: BatchSettings): SimulatedSettings =>
    simulateSettings(name, settings, planned, scenario.receiver.plan, tune.headroom);
  return {
    search: outcome,
    recommended: best === undefined ? null : simulated('recommended', best),
    costs,
    costSentences: costs === null ? [] : costSentences(costs, load),
    defaults: simulated("Kubernetes' defaults", WEBHOOK_DEFAULTS),
    docsRule: simulated("the documentation's rule", docs),
  };
}

function recordOf({ arrivals, phases, eventBytesMean, eventBytesMax }: PlannedLoad, multiple: number): LoadRecord {
  const { instance, timerStartMs } = arrivals;
  const timesMs = scaleArrivals(arrivals.timesMs, phases, multiple);
  return {
    events: timesMs.length,
    eventBytesMean,
    eventBytesMax,
    arrivals: [{ index: new ArrivalIndex(timesMs), timerStartMs }],
    names: [instance],
  };
}
