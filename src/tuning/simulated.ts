import type { ReceiverSpec, Scenario, TuneSpec } from '../core/scenario.ts';
import { type BatchSettings, ceilingPerSecond } from '../core/settings.ts';
import { receiverModel } from '../pipeline/deliveries.ts';
import { simulate } from '../pipeline/simulate.ts';
import { ArrivalIndex } from './arrival-index.ts';
import { type PlannedLoad, plannedLoad } from './planned-load.ts';
import { scaleArrivals } from './scale.ts';
import { type Candidate, search, type SearchOutcome } from './search.ts';
import { spaceOf } from './conclusion.ts';

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
  readonly search: SearchOutcome | null;
  readonly best: Candidate | null;
}

/** Answers for a scenario without a cluster, from the model alone. */
export function simulateScenario(scenario: Scenario, apiservers: number): SimulatedScenario {
  const load = plannedLoad(scenario, apiservers);
  const variants = scenario.variants.flatMap(({ name, settings }) =>
    settings.mode === 'batch' ? [simulateSettings(name, settings, load, scenario.receiver)] : [],
  );
  const outcome = scenario.tune === null ? null : searchPlanned(scenario, scenario.tune, load);
  return { load, variants, search: outcome, best: outcome?.candidates[0] ?? null };
}

/** `receiver`: default healthy, and takes every batch at once. */
export function simulateSettings(
  name: string,
  settings: BatchSettings,
  load: PlannedLoad,
  receiver: Pick<ReceiverSpec, 'latencyMs' | 'fault'> = { latencyMs: 0, fault: null },
): SimulatedSettings {
  const { timesMs } = load.arrivals;
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
    firstLossAtLoadMultiple: firstLoss(settings, load),
  };
}

function searchPlanned(scenario: Scenario, tune: TuneSpec, load: PlannedLoad): SearchOutcome {
  const timesMs = scaleArrivals(load.arrivals.timesMs, load.phases, tune.headroom);
  return search(
    {
      arrivals: [{ index: new ArrivalIndex(timesMs), timerStartMs: null }],
      eventBytesMean: load.eventBytesMean,
      eventBytesMax: load.eventBytesMax,
      receiverLatencyMs: scenario.receiver.latencyMs,
      initialBackoffMs: tune.calibration.initialBackoffMs,
      limits: tune.limits,
      surviveReceiverOutageMs: tune.surviveReceiverOutageMs,
    },
    spaceOf(tune),
  );
}

/** To 1 %. */
function firstLoss(settings: BatchSettings, load: PlannedLoad): number | null {
  const loses = (multiple: number): boolean =>
    simulate(scaleArrivals(load.arrivals.timesMs, load.phases, multiple), settings).dropped > 0;
  let low = 0.05;
  let high = 1;
  while (!loses(high)) {
    [low, high] = [high, high * 2];
    if (high > 64) return null;
  }
  while (high / low > 1.01) {
    const middle = (low + high) / 2;
    if (loses(middle)) high = middle;
    else low = middle;
  }
  return Number(high.toPrecision(3));
}
