import type { TuneLimits } from '../../core/scenario.ts';
import type { BatchSettings } from '../../core/settings.ts';
import type { Demand } from '../arrivals/demand.ts';
import type { Ask } from './ask.ts';
import { bufferedEventBytes } from './memory.ts';
import { triedForMs } from './survive.ts';

/** A limit of `tune.limits`, the objective deliveryLagP99, or `tune.survive`. */
export type LimitName = keyof TuneLimits | 'lagObjective' | 'receiverOutage';

/** A limit and the value that breaks it; Infinity: nothing bounds the value. */
export interface BrokenLimit {
  readonly limit: LimitName;
  readonly max: number;
  readonly actual: number;
}

/** `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[` … `]}` and a line end. */
const LIST_BYTES = 80;

/** Bytes of a POST with so many events of a size: the list around them, and a comma after each. */
export function bodyBytes(events: number, eventBytes: number): number {
  return LIST_BYTES + events * (eventBytes + 1);
}

/** The largest event that leaves with these settings, by what was seen. */
export function largestEventBytes({ truncate }: BatchSettings, seenBytes: number): number {
  return Math.min(seenBytes, truncate?.maxEventSizeBytes ?? Number.POSITIVE_INFINITY);
}

/**
 * POSTs that are open at once at the most, under any load: a window of the receiver's time ℓ sees at most U + Q·ℓ
 * batches of each API server, and while the receiver is away every batch is retried.
 */
export function mostConcurrent(settings: BatchSettings, { apiservers, receiverLatencyMs }: Ask, outageMs = 0): number {
  if (!settings.throttleEnabled) return Number.POSITIVE_INFINITY;
  const { throttleBurst, throttleQps } = settings;
  return apiservers * Math.ceil(throttleBurst + (throttleQps * (receiverLatencyMs + outageMs)) / 1000);
}

/** POSTs a second at the most once the burst is over, all API servers together: N · Q, whatever the load. */
export function mostRequestsPerSecond(settings: BatchSettings, { apiservers }: Ask): number {
  return settings.throttleEnabled ? apiservers * settings.throttleQps : Number.POSITIVE_INFINITY;
}

/** Time to empty a full buffer at shutdown, ms: ⌈(B + S)/S⌉ batches at Q per second with an empty bucket, then the receiver. */
export function shutdownDrainMs(settings: BatchSettings, receiverLatencyMs: number): number {
  const batches = Math.ceil((settings.bufferSize + settings.maxBatchSize) / settings.maxBatchSize);
  return (settings.throttleEnabled ? (batches / settings.throttleQps) * 1000 : 0) + receiverLatencyMs;
}

/** Memory of a full buffer and the batch that the collector holds outside it. */
export function bufferMemoryBytes(settings: BatchSettings, eventBytesMean: number): number {
  return (settings.bufferSize + settings.maxBatchSize) * bufferedEventBytes(eventBytesMean);
}

/** An event waits at most W for its batch under any load; `lagMaxMs`: what the backlog of this load makes of it. */
export function worstLagMs(settings: BatchSettings, receiverLatencyMs: number, lagMaxMs: number): number {
  const waitMs = settings.maxBatchSize > 1 ? settings.maxBatchWaitMs : 0;
  return Math.max(lagMaxMs, waitMs + receiverLatencyMs);
}

/** The limits that settings break whatever the load does in time; `lagMaxMs` of a run where there was one. */
export function brokenLimits(settings: BatchSettings, ask: Ask, demand: Demand, lagMaxMs = 0): readonly BrokenLimit[] {
  const { eventBytesMean, eventBytesMax } = demand;
  const eventBytes = largestEventBytes(settings, eventBytesMax);
  const actual: Readonly<Record<keyof TuneLimits, number>> = {
    bufferMemoryBytes: bufferMemoryBytes(settings, eventBytesMean),
    receiverRequestsPerSecond: mostRequestsPerSecond(settings, ask),
    receiverConcurrency: mostConcurrent(settings, ask, ask.surviveReceiverOutageMs ?? 0),
    bodyBytes: boundless(settings, ask) ? Number.POSITIVE_INFINITY : bodyBytes(settings.maxBatchSize, eventBytes),
    eventBytes: boundless(settings, ask) ? Number.POSITIVE_INFINITY : eventBytes,
    deliveryLagMs: worstLagMs(settings, ask.receiverLatencyMs, lagMaxMs),
    shutdownDrainMs: shutdownDrainMs(settings, ask.receiverLatencyMs),
  };
  const outageMs = ask.surviveReceiverOutageMs;
  const triedMs = triedForMs(settings.initialBackoffMs);
  return [
    ...limitsBroken(actual, ask.limits),
    ...(outageMs !== null && triedMs < outageMs
      ? [{ limit: 'receiverOutage' as const, max: outageMs, actual: triedMs }]
      : []),
  ];
}

/** Where bodies are audited an event may be as large as an object; the largest that was seen bounds nothing. */
function boundless({ truncate }: BatchSettings, { auditsBodies }: Ask): boolean {
  return auditsBodies && truncate === null;
}

/** The limits of the scenario that these values exceed. */
export function limitsBroken(
  actual: Readonly<Record<keyof TuneLimits, number>>,
  limits: TuneLimits,
): readonly BrokenLimit[] {
  return (Object.keys(actual) as (keyof TuneLimits)[]).flatMap((limit) => {
    const max = limits[limit];
    return max !== null && actual[limit] > max ? [{ limit, max, actual: actual[limit] }] : [];
  });
}
