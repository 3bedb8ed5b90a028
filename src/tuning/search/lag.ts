import type { BatchSettings } from '../../core/settings.ts';
import { healthyReceiver } from '../../pipeline/deliveries.ts';
import { simulate } from '../../pipeline/simulate.ts';
import { arrivalsAt, type Demand, type InstanceArrivals } from '../arrivals/demand.ts';
import type { Ask } from './ask.ts';

/** Delivery lag of each event that is delivered, sorted, ms, with a healthy receiver. */
export function lagsOf(
  settings: BatchSettings,
  arrivals: readonly InstanceArrivals[],
  receiverLatencyMs: number,
): Float64Array {
  const lags: number[] = [];
  for (const { index, timerStartMs, writeMs = 0 } of arrivals) {
    const { deliveredMs } = simulate(index.timesMs, settings, {
      receiver: healthyReceiver(receiverLatencyMs),
      writeMs,
      ...(timerStartMs === null ? {} : { timerStartMs }),
    });
    for (const [at, doneMs] of deliveredMs.entries())
      if (!Number.isNaN(doneMs)) lags.push(doneMs - (index.timesMs[at] as number));
  }
  return Float64Array.from(lags).sort();
}

/** The lag that 99 of 100 events do not exceed. */
export function lagP99Ms(lags: Float64Array): number {
  return lags[Math.max(0, Math.ceil(0.99 * lags.length) - 1)] ?? 0;
}

/** Whether the objective deliveryLagP99 holds at the scenario's own load; without one it does. */
export function keepsLagObjective(settings: BatchSettings, ask: Ask, demand: Demand): boolean {
  const lag = lagAgainstObjective(settings, ask, demand);
  return lag === null || lag <= (ask.lagObjectiveMs ?? lag);
}

/** `null`: no such objective. */
export function lagAgainstObjective(settings: BatchSettings, ask: Ask, demand: Demand): number | null {
  if (ask.lagObjectiveMs === null) return null;
  // A shape that waits no longer than the objective mostly keeps it, but the backlog decides, so it is played.
  return lagP99Ms(lagsOf(settings, arrivalsAt(demand, 1), ask.receiverLatencyMs));
}
