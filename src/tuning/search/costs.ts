import type { RecommendationCosts } from '../../core/recommendation.ts';
import { type BatchSettings, instantCapacity } from '../../core/settings.ts';
import { giveUpMs } from '../../core/webhook-delivery.ts';
import { healthyReceiver } from '../../pipeline/deliveries.ts';
import { simulate } from '../../pipeline/simulate.ts';
import { eventMemoryBytes } from './memory.ts';
import type { LoadRecord } from '../arrivals/load-record.ts';
import { runUnbounded } from './recurrence.ts';
import { shutdownDrainMs } from './search.ts';
import { peakDemandPerSecond } from './tighter.ts';

/** What settings cost under a load: the receiver's burden, lag, memory when full, and when the receiver is dead. */
export function costsOf(settings: BatchSettings, load: LoadRecord, receiverLatencyMs: number): RecommendationCosts {
  const perEvent = eventMemoryBytes(load.eventBytesMean);
  let requests = 0;
  let concurrency = 0;
  let recoverMs = 0;
  const lags: number[] = [];
  for (const { index, timerStartMs } of load.arrivals) {
    const run = runUnbounded(index, settings, receiverLatencyMs, timerStartMs, new Float64Array(index.count + 1));
    requests = Math.max(requests, run.receiverRequestsPerSecond);
    concurrency = Math.max(concurrency, run.receiverConcurrency);
    const { deliveredMs } = simulate(index.timesMs, settings, {
      receiver: healthyReceiver(receiverLatencyMs),
      ...(timerStartMs === null ? {} : { timerStartMs }),
    });
    for (const [at, doneMs] of deliveredMs.entries())
      if (!Number.isNaN(doneMs)) lags.push(doneMs - (index.timesMs[at] as number));
    recoverMs = Math.max(recoverMs, run.drainedMs - (index.timesMs.at(-1) ?? 0));
  }
  const ceiling = settings.maxBatchSize * settings.throttleQps;
  const peak = peakDemandPerSecond(load.arrivals);
  const giveUpSeconds = giveUpMs(settings.initialBackoffMs).hanging.max / 1000;
  const deadBytes = (perSecond: number): number => Math.round(perSecond * giveUpSeconds * perEvent);
  lags.sort((a, b) => a - b);
  return {
    bufferBytes: Math.round(settings.bufferSize * perEvent),
    receiverRequestsPerSecond: requests,
    receiverConcurrency: concurrency,
    bodyBytesP99: Math.round(settings.maxBatchSize * load.eventBytesMean),
    lagP99Ms: lags[Math.max(0, Math.ceil(0.99 * lags.length) - 1)] ?? 0,
    shutdownDrainMs: shutdownDrainMs(settings, receiverLatencyMs),
    // C · give-up time events wait in retries, each batch in a goroutine of its own.
    deadReceiverBytes: deadBytes(ceiling),
    deadReceiverAtLoadBytes: deadBytes(Math.min(peak, ceiling)),
    overflowAfterMs: overflowAfterMs(settings, peak, ceiling),
    recoverMs: Math.max(0, recoverMs),
  };
}

/** How long a rate could last before the first event is lost: A / (L − C); `null` below the ceiling. */
function overflowAfterMs(settings: BatchSettings, perSecond: number, ceiling: number): number | null {
  const excess = perSecond - ceiling;
  return excess > 0 ? (instantCapacity(settings) / excess) * 1000 : null;
}
