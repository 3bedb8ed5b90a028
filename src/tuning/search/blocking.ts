import type { RecommendationCosts } from '../../core/recommendation.ts';
import type { TuneLimits } from '../../core/scenario.ts';
import { giveUpMs } from '../../core/webhook-delivery.ts';
import type { LoadRecord } from '../arrivals/load-record.ts';
import { eventMemoryBytes } from './memory.ts';
import { describeLimit } from '../words/refusals.ts';
import { limitsBroken } from './search.ts';
import { peakDemandPerSecond } from './tighter.ts';

/**
 * What mode blocking costs under a load: no buffer, so nothing drops, but each event is a POST of its own that its
 * request waits for (audit-pipeline notes, 15). With P events in the busiest second and a receiver's latency ℓ:
 * P POSTs/s, P·ℓ of them at once.
 */
export function blockingCosts(
  load: LoadRecord,
  receiverLatencyMs: number,
  initialBackoffMs: number,
): RecommendationCosts {
  const peak = peakDemandPerSecond(load.arrivals);
  // With a dead receiver each request holds its event until the webhook gives up.
  const deadBytes = Math.round(
    peak * (giveUpMs(initialBackoffMs).hanging.max / 1000) * eventMemoryBytes(load.eventBytesMean),
  );
  return {
    bufferBytes: 0,
    receiverRequestsPerSecond: peak,
    receiverConcurrency: Math.max(1, Math.ceil((peak * receiverLatencyMs) / 1000)),
    bodyBytesP99: Math.round(load.eventBytesMean),
    lagP99Ms: receiverLatencyMs,
    shutdownDrainMs: receiverLatencyMs,
    deadReceiverBytes: deadBytes,
    deadReceiverAtLoadBytes: deadBytes,
    overflowAfterMs: null,
    recoverMs: 0,
  };
}

/** Limits that mode blocking breaks, each with the two numbers that clash. */
export function blockingRefusals(
  costs: RecommendationCosts,
  eventBytesMax: number,
  limits: TuneLimits,
): readonly string[] {
  const actual: Readonly<Record<keyof TuneLimits, number>> = {
    bufferMemoryBytes: 0,
    receiverRequestsPerSecond: costs.receiverRequestsPerSecond,
    receiverConcurrency: costs.receiverConcurrency,
    bodyBytes: eventBytesMax,
    eventBytes: eventBytesMax,
    deliveryLagMs: costs.lagP99Ms,
    shutdownDrainMs: costs.shutdownDrainMs,
  };
  return limitsBroken(actual, limits).map((broken) => describeLimit(broken.limit, broken.max, broken.actual));
}
