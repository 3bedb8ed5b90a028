import type { RecommendationCosts } from '../../core/recommendation.ts';
import { type BatchSettings, instantCapacity } from '../../core/settings.ts';
import { giveUpMs } from '../../core/webhook-delivery.ts';
import { asItCame, type Demand } from '../arrivals/demand.ts';
import type { Ask } from './ask.ts';
import { lagP99Ms, lagsOf } from './lag.ts';
import { bodyBytes, largestEventBytes, mostConcurrent, mostRequestsPerSecond, shutdownDrainMs } from './limits.ts';
import { bufferedEventBytes, postedEventBytes } from './memory.ts';
import { ceilingOf, needOf } from './need.ts';
import { peakDemandPerSecond } from './peak.ts';
import { runUnbounded } from './recurrence.ts';
import { shapeOf } from './space.ts';

/** What settings cost under the load with headroom: the receiver's burden, lag, memory, and when the receiver is dead. */
export function costsOf(settings: BatchSettings, ask: Ask, demand: Demand): RecommendationCosts {
  const costs = costsWithReceiver(settings, ask, demand);
  if (ask.backend === 'webhook') return costs;
  return { ...costs, ...NO_RECEIVER, shutdownDrainMs: costs.shutdownDrainMs + settings.bufferSize * demand.writeMs };
}

/** A log sends nothing to anybody, and nothing waits in retries. */
const NO_RECEIVER = {
  receiverRequestsPerSecond: 0,
  receiverRequestsPerSecondMost: 0,
  receiverConcurrency: 0,
  receiverConcurrencyMost: 0,
  bodyBytesP99: 0,
  bodyBytesMost: 0,
  shutdownInRetryMs: null,
  giveUpAfterMs: null,
  deadReceiverBytes: 0,
  deadReceiverAtLoadBytes: 0,
} satisfies Partial<RecommendationCosts>;

function costsWithReceiver(settings: BatchSettings, ask: Ask, demand: Demand): RecommendationCosts {
  const { receiverLatencyMs, headroom } = ask;
  const arrivals = asItCame(demand, headroom);
  const perPosted = postedEventBytes(demand.eventBytesMean);
  const need = needOf(shapeOf(settings), demand, headroom, receiverLatencyMs);
  const ceiling = ceilingOf(settings, demand);
  const peak = peakDemandPerSecond(arrivals);
  const { refusing, hanging } = giveUpMs(settings.initialBackoffMs);
  const deadBytes = (perSecond: number): number => Math.round(perSecond * (hanging.max / 1000) * perPosted);
  return {
    bufferBytes: Math.round(settings.bufferSize * bufferedEventBytes(demand.eventBytesMean)),
    receiverRequestsPerSecond: need.receiverRequestsPerSecond,
    receiverRequestsPerSecondMost: finite(mostRequestsPerSecond(settings, ask)),
    receiverConcurrency: need.receiverConcurrency,
    receiverConcurrencyMost: finite(mostConcurrent(settings, ask)),
    bodyBytesP99: Math.round(settings.maxBatchSize * demand.eventBytesMean),
    bodyBytesMost: bodyBytes(settings.maxBatchSize, Math.ceil(largestEventBytes(settings, demand.eventBytesMax))),
    lagP99Ms: lagP99Ms(lagsOf(settings, arrivals, receiverLatencyMs)),
    shutdownDrainMs: shutdownDrainMs(settings, receiverLatencyMs),
    shutdownInRetryMs: { refusing: refusing.max, hanging: hanging.max },
    giveUpAfterMs: { refusing: refusing.min, hanging: hanging.min },
    // C · give-up time events wait in retries, each batch in a goroutine of its own; without a throttle as many as come.
    deadReceiverBytes: deadBytes(Number.isFinite(ceiling) ? ceiling : peak),
    deadReceiverAtLoadBytes: deadBytes(Math.min(peak, ceiling)),
    overflowAfterMs: overflowAfterMs(settings, peak, ceiling),
    recoverMs: recoverMs(settings, arrivals),
  };
}

/** How long a rate could last before the first event is lost: A / (L − C); `null` below the ceiling. */
export function overflowAfterMs(settings: BatchSettings, perSecond: number, ceiling: number): number | null {
  const excess = perSecond - ceiling;
  return excess > 0 ? (instantCapacity(settings) / excess) * 1000 : null;
}

/** From the last event to an empty buffer. */
function recoverMs(settings: BatchSettings, arrivals: ReturnType<typeof asItCame>): number {
  const shape = settings.throttleEnabled ? settings : { ...settings, throttleQps: Number.POSITIVE_INFINITY };
  return Math.max(
    0,
    ...arrivals.map(({ index, timerStartMs, writeMs = 0 }) => {
      const { drainedMs } = runUnbounded(
        index,
        { ...shape, writeMs },
        0,
        timerStartMs,
        new Float64Array(index.count + 1),
      );
      return drainedMs - (index.timesMs.at(-1) ?? 0);
    }),
  );
}

/** What nothing bounds has no number. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
