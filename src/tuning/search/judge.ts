import { type BatchSettings } from '../../core/settings.ts';
import { POST_TIMEOUT_MS } from '../../core/webhook-delivery.ts';
import type { Demand } from '../arrivals/demand.ts';
import type { Ask } from './ask.ts';
import { type FirstLoss, firstLossOf, largestTried, lossAt } from './first-loss.ts';
import { lagAgainstObjective } from './lag.ts';
import { type BrokenLimit, brokenLimits } from './limits.ts';
import { ceilingHolds, ceilingOf, needOf } from './need.ts';
import { shapeOf } from './space.ts';

/** Settings against a load, the headroom and every limit and objective, by the model. */
export interface Judgement {
  readonly settings: BatchSettings;
  /** Nothing is lost at the headroom, and no limit is broken. */
  readonly holds: boolean;
  readonly lossRatioAtLoad: number;
  readonly lossRatioAtHeadroom: number;
  /** `null`: none up to `triedUpTo`. */
  readonly firstLoss: FirstLoss | null;
  readonly triedUpTo: number;
  readonly broken: readonly BrokenLimit[];
  /** C, and the sustained rate L of the busiest API server, events/s. */
  readonly ceilingPerSecond: number;
  readonly sustainedPerSecond: number;
  /** With one of N API servers away each takes N/(N−1) of the load; `null`: there is only one. */
  readonly oneAway: { readonly multiple: number; readonly holds: boolean } | null;
}

export function judge(settings: BatchSettings, ask: Ask, demand: Demand): Judgement {
  const { headroom, receiverLatencyMs } = ask;
  const broken = everyBrokenLimit(settings, ask, demand);
  let firstLoss: { readonly found: FirstLoss | null } | undefined;
  const lossRatioAtHeadroom = lossAt(settings, demand, headroom, receiverLatencyMs);
  return {
    settings,
    holds: lossRatioAtHeadroom === 0 && broken.length === 0,
    lossRatioAtLoad: lossAt(settings, demand, 1, receiverLatencyMs),
    lossRatioAtHeadroom,
    // Dozens of passes over the record, and only the end of a run asks for it: made when it is first read.
    get firstLoss() {
      firstLoss ??= { found: receiverLatencyMs >= POST_TIMEOUT_MS ? null : firstLossOf(settings, demand) };
      return firstLoss.found;
    },
    triedUpTo: largestTried(demand),
    broken,
    ceilingPerSecond: ceilingOf(settings, demand),
    sustainedPerSecond: demand.sustainedPerSecond,
    oneAway: oneAwayOf(settings, ask, demand),
  };
}

/** Every limit and objective that the settings break under the load with headroom. */
export function everyBrokenLimit(settings: BatchSettings, ask: Ask, demand: Demand): readonly BrokenLimit[] {
  const { lagMaxMs } = needOf(shapeOf(settings), demand, ask.headroom, ask.receiverLatencyMs);
  const lagMs = lagAgainstObjective(settings, ask, demand);
  return [
    ...brokenLimits(settings, ask, demand, lagMaxMs),
    ...(lagMs !== null && ask.lagObjectiveMs !== null && lagMs > ask.lagObjectiveMs
      ? [{ limit: 'lagObjective' as const, max: ask.lagObjectiveMs, actual: lagMs }]
      : []),
  ];
}

function oneAwayOf(settings: BatchSettings, ask: Ask, demand: Demand): Judgement['oneAway'] {
  if (ask.apiservers < 2) return null;
  const multiple = ask.apiservers / (ask.apiservers - 1);
  const tried = multiple * ask.headroom;
  const holds = ceilingHolds(settings, demand, tried) && lossAt(settings, demand, tried, ask.receiverLatencyMs) === 0;
  return { multiple: Number(multiple.toPrecision(3)), holds };
}
