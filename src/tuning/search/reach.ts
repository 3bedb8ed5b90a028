import type { BatchSettings } from '../../core/settings.ts';
import { instantCapacity } from '../../core/settings.ts';
import type { Demand } from '../arrivals/demand.ts';
import type { Ask } from './ask.ts';
import { mostEvents } from './buffer-size.ts';
import { firstLossOf, largestTried } from './first-loss.ts';
import { keepsLagObjective } from './lag.ts';
import { brokenLimits } from './limits.ts';
import { ceilingOf } from './need.ts';
import { roundDown } from './round.ts';
import { shapesByChanges } from './space.ts';
import { survivingBackoffMs } from './survive.ts';
import { truncationFor } from './truncation.ts';

/** So many of the most generous settings are tried: they differ little, and the largest buffer is the same for all. */
const MOST_TRIED = 8;

/** The largest multiple of the load that any settings within the limits hold; 0: none keeps the limits. */
export function largestReach(ask: Ask, demand: Demand): number {
  const allowed = shapesByChanges(ask.space, ask.current, ask.backend)
    .flat()
    .flatMap((shape): BatchSettings[] => {
      const truncate = truncationFor(shape.maxBatchSize, ask, demand);
      if (truncate === undefined) return [];
      const cap = { current: ask.current.bufferSize, maxBatchSize: shape.maxBatchSize };
      const most = mostEvents({
        ...cap,
        eventBytesMean: demand.eventBytesMean,
        limitBytes: ask.limits.bufferMemoryBytes,
      });
      const initialBackoffMs = survivingBackoffMs(ask.current.initialBackoffMs, ask.surviveReceiverOutageMs);
      return [{ mode: 'batch', ...shape, bufferSize: roundDown(Math.max(1, most)), initialBackoffMs, truncate }];
    })
    .filter((settings) => brokenLimits(settings, ask, demand).length === 0)
    .sort((a, b) => ceilingOf(b, demand) - ceilingOf(a, demand) || instantCapacity(b) - instantCapacity(a))
    .slice(0, MOST_TRIED)
    .filter((settings) => keepsLagObjective(settings, ask, demand));
  return Math.max(0, ...allowed.map((settings) => firstLossOf(settings, demand)?.multiple ?? largestTried(demand)));
}
