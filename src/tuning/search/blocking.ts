import type { RecommendationCosts } from '../../core/recommendation.ts';
import type { TuneLimits } from '../../core/scenario.ts';
import { giveUpMs } from '../../core/webhook-delivery.ts';
import { asItCame, type Demand } from '../arrivals/demand.ts';
import { describeLimit } from '../words/refusals.ts';
import type { Ask } from './ask.ts';
import { bodyBytes, limitsBroken } from './limits.ts';
import { postedEventBytes } from './memory.ts';
import { peakDemandPerSecond } from './peak.ts';

/**
 * What mode blocking costs under a load: no buffer, so nothing drops, but each event is a POST of its own that its
 * request waits for (docs/audit-pipeline.md, 15). With P events in the busiest second and a receiver's latency ℓ:
 * P POSTs/s, P·ℓ of them at once.
 */
export function blockingCosts(ask: Ask, demand: Demand): RecommendationCosts {
  const { receiverLatencyMs, current } = ask;
  const peak = peakDemandPerSecond(asItCame(demand, ask.headroom));
  const { refusing, hanging } = giveUpMs(current.initialBackoffMs);
  // With a dead receiver each request holds its event until the webhook gives up.
  const deadBytes = Math.round(peak * (hanging.max / 1000) * postedEventBytes(demand.eventBytesMean));
  const concurrency = Math.max(1, Math.ceil((peak * receiverLatencyMs) / 1000));
  return {
    bufferBytes: 0,
    receiverRequestsPerSecond: peak,
    receiverRequestsPerSecondMost: null,
    receiverConcurrency: concurrency,
    receiverConcurrencyMost: null,
    bodyBytesP99: Math.round(demand.eventBytesMean),
    bodyBytesMost: bodyBytes(1, Math.ceil(demand.eventBytesMax)),
    lagP99Ms: receiverLatencyMs,
    shutdownDrainMs: receiverLatencyMs,
    shutdownInRetryMs: { refusing: refusing.max, hanging: hanging.max },
    giveUpAfterMs: { refusing: refusing.min, hanging: hanging.min },
    deadReceiverBytes: deadBytes,
    deadReceiverAtLoadBytes: deadBytes,
    overflowAfterMs: null,
    recoverMs: 0,
  };
}

/** Limits that mode blocking breaks, each with the two numbers that clash. */
export function blockingRefusals(costs: RecommendationCosts, { limits }: Ask, demand: Demand): readonly string[] {
  const actual: Readonly<Record<keyof TuneLimits, number>> = {
    bufferMemoryBytes: 0,
    receiverRequestsPerSecond: costs.receiverRequestsPerSecond,
    receiverConcurrency: costs.receiverConcurrency,
    bodyBytes: costs.bodyBytesMost,
    eventBytes: demand.eventBytesMax,
    deliveryLagMs: costs.lagP99Ms,
    shutdownDrainMs: costs.shutdownDrainMs,
  };
  return limitsBroken(actual, limits).map(describeLimit);
}
