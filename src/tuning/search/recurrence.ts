import type { ArrivalIndex } from '../arrivals/arrival-index.ts';

export interface BatchShape {
  /** S */
  readonly maxBatchSize: number;
  /** W */
  readonly maxBatchWaitMs: number;
  /** Q; Infinity: no throttle. */
  readonly throttleQps: number;
  /** U */
  readonly throttleBurst: number;
  /** w: how long a log takes to write an event, which holds the collector; default: 0, as for a webhook. */
  readonly writeMs?: number;
}

/** What an unbounded buffer would see. */
export interface UnboundedRun {
  /** B*: the smallest buffer that loses nothing, ≥ 1. */
  readonly smallestBuffer: number;
  readonly batches: number;
  /** Largest hand-over − arrival over all events. */
  readonly lagMaxMs: number;
  /** Most hand-overs in any second, and in any window of the receiver's latency. */
  readonly receiverRequestsPerSecond: number;
  readonly receiverConcurrency: number;
  readonly drainedMs: number;
}

const SECOND_MS = 1000;

/**
 * The collector of pipeline/ with an unbounded buffer, a batch at a time over sorted arrivals tₙ instead of an event at
 * a time. With n events taken and a collection that began at c:
 *   full = max(c, tₙ₊S₋₁), timer = c + W;  closed = full if full ≤ c or full < timer, else timer with N(timer) − n events
 *   h = token(closed);  queue(h) = N(h) − n − size, where N(t) = arrivals before t
 *   B* = max queue(h + size·w), for a log holds its collector while it writes: between two hand-overs the queue only grows.
 * Equal to pipeline/ on every input (property test); a batch costs O(1), so B needs no search.
 */
export function runUnbounded(
  arrivals: ArrivalIndex,
  shape: BatchShape,
  receiverLatencyMs: number,
  timerStartMs: number | null,
  scratch: Float64Array,
): UnboundedRun {
  const { timesMs, count } = arrivals;
  const { maxBatchSize: size, throttleBurst: burst, writeMs = 0 } = shape;
  const waitMs = Math.max(1, shape.maxBatchWaitMs);
  const perMs = Number.isFinite(shape.throttleQps) ? Math.fround(shape.throttleQps) / 1000 : Number.POSITIVE_INFINITY;
  const firstMs = timesMs[0] ?? 0;
  const startMs = Math.min(0, firstMs);
  let collectMs = startMs;
  if (timerStartMs !== null) collectMs = timerStartMs + Math.floor((startMs - timerStartMs) / waitMs) * waitMs;
  let tokens = burst;
  let tokensAtMs = startMs;
  let taken = 0;
  let peak = 0;
  let lagMaxMs = 0;
  let batches = 0;
  let secondFrom = 0;
  let latencyFrom = 0;
  let perSecond = 0;
  let concurrency = 0;
  while (taken < count) {
    const fullMs =
      taken + size <= count ? Math.max(collectMs, timesMs[taken + size - 1] as number) : Number.POSITIVE_INFINITY;
    let closedMs = fullMs;
    let batch = size;
    if (size > 1 && fullMs > collectMs) {
      let timerMs = collectMs + waitMs;
      const nextMs = timesMs[taken] as number;
      // An idle collector starts its timer again every W until an event is there when it fires.
      if (nextMs >= timerMs) timerMs += (Math.floor((nextMs - timerMs) / waitMs) + 1) * waitMs;
      if (fullMs >= timerMs) {
        closedMs = timerMs;
        batch = Math.min(size, arrivals.before(timerMs) - taken);
      }
    }
    let handedMs = closedMs;
    if (perMs !== Number.POSITIVE_INFINITY) {
      tokens = Math.min(burst, tokens + (closedMs - tokensAtMs) * perMs) - 1;
      tokensAtMs = closedMs;
      if (tokens < 0) handedMs = closedMs - tokens / perMs;
    }
    const writtenMs = handedMs + batch * writeMs;
    if (writtenMs > closedMs) {
      const queued = arrivals.before(writtenMs) - taken - batch;
      if (queued > peak) peak = queued;
    }
    const lagMs = writtenMs - (timesMs[taken] as number);
    if (lagMs > lagMaxMs) lagMaxMs = lagMs;
    scratch[batches] = handedMs;
    batches += 1;
    while ((scratch[secondFrom] as number) <= handedMs - SECOND_MS) secondFrom += 1;
    while (latencyFrom < batches - 1 && (scratch[latencyFrom] as number) <= handedMs - receiverLatencyMs)
      latencyFrom += 1;
    if (batches - secondFrom > perSecond) perSecond = batches - secondFrom;
    if (batches - latencyFrom > concurrency) concurrency = batches - latencyFrom;
    taken += batch;
    collectMs = writtenMs;
  }
  return {
    smallestBuffer: Math.max(1, peak),
    batches,
    lagMaxMs: lagMaxMs + receiverLatencyMs,
    receiverRequestsPerSecond: perSecond,
    receiverConcurrency: concurrency,
    drainedMs: batches > 0 ? collectMs : startMs,
  };
}
