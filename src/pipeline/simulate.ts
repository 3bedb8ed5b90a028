import { seededRandom } from '../core/random.ts';
import type { BatchSettings } from '../core/settings.ts';
import { AuditBuffer, type BufferStart } from './audit-buffer.ts';
import { deliverBatches, type HandedOverBatch, type ReceiverModel } from './deliveries.ts';

export interface SimulationStart extends Partial<BufferStart> {
  /** Answers the batches; delays or fails their delivery, and never fills the buffer. Default: takes all at once. */
  readonly receiver?: ReceiverModel;
  /** How long a log takes to write an event: it holds the collector, and so does fill the buffer. Default: 0. */
  readonly writeMs?: number;
  /** JSON bytes of each arrival, for the bodies that the receiver gets; default: 0. */
  readonly sizesBytes?: Float64Array;
  /** `summed`: nobody asks when each event was delivered, which a simulation of millions need not remember. */
  readonly deliveries?: 'each' | 'summed';
  /** Of the retries' jitter. Default 1. */
  readonly seed?: number;
  /** The process ends: at SIGTERM its buffer is emptied for as long as the grace time is; 0: killed. Default: it goes on. */
  readonly ends?: { readonly atMs: number; readonly graceMs: number };
}

/** What the pipeline does with arrivals, in virtual time. */
export interface Simulation {
  readonly generated: number;
  readonly dropped: number;
  /** Events of the batches that the webhook gave up. */
  readonly failed: number;
  /** Events that were in the buffer, in a batch or on their way when the process had ended. */
  readonly held: number;
  /** Events that were there when it began to end: what is given up of them after that, no counter tells. */
  readonly unsettledAtEnd: number;
  /** Index of every dropped arrival, in order. */
  readonly droppedIndexes: readonly number[];
  /** `null`: nothing was lost. */
  readonly firstLossMs: number | null;
  /** Largest number of events in the channel. */
  readonly peakBuffer: number;
  /** Hand-over time and size of each batch. */
  readonly batchTimesMs: readonly number[];
  readonly batchSizes: readonly number[];
  /** Batches that left because their wait was over. */
  readonly batchesByTimer: number;
  /** Delivery time of each arrival, retries included; NaN for one that was dropped or given up. Empty when `summed`. */
  readonly deliveredMs: Float64Array;
  /** When the last batch was delivered or given up: a shutdown waits for it (docs/audit-pipeline.md, 10). */
  readonly settledMs: number;
  /** When the last event was handed over; the last arrival's time when there is none. */
  readonly drainedMs: number;
  /** Largest number of events in the channel in each bin of a grid. */
  occupancy(startMs: number, stepMs: number, bins: number): readonly number[];
}

/**
 * Runs sorted arrivals (ms) through the buffered backend until all is handed over. Without `start` the first arrival
 * finds an idle collector, a full bucket and a timer that starts with it.
 */
export function simulate(timesMs: Float64Array, settings: BatchSettings, start: SimulationStart = {}): Simulation {
  const { receiver, sizesBytes } = start;
  const random = seededRandom(start.seed ?? 1);
  const droppedIndexes: number[] = [];
  const batchTimesMs: number[] = [];
  const batchSizes: number[] = [];
  const remembers = start.deliveries !== 'summed';
  const { writeMs = 0 } = start;
  const deliveredMs = new Float64Array(remembers ? timesMs.length : 0).fill(Number.NaN);
  const queuedAfter = new Uint32Array(timesMs.length);
  /** With a receiver, what becomes of a batch is known when all have been handed over. */
  const batches: HandedOverBatch[] = [];
  const contents: (readonly number[])[] = [];
  let batchesByTimer = 0;
  let peakBuffer = 0;
  const firstMs = timesMs[0] ?? 0;
  const goneMs = start.ends === undefined ? Number.POSITIVE_INFINITY : start.ends.atMs + start.ends.graceMs;
  const startMs = Math.min(start.startMs ?? Math.min(0, firstMs), firstMs);
  const buffer = new AuditBuffer<number>(
    settings,
    {
      handedOver(batch, atMs, byTimer) {
        batchTimesMs.push(atMs);
        batchSizes.push(batch.length);
        if (byTimer) batchesByTimer += 1;
        if (receiver !== undefined) batches.push(batchOf(batch, atMs, sizesBytes));
        if (!remembers) return;
        if (receiver !== undefined) contents.push(batch);
        else if (atMs <= goneMs) for (const index of batch) deliveredMs[index] = atMs;
      },
    },
    { ...start, startMs },
    (batch) => batch.length * writeMs,
  );
  for (let index = 0; index < timesMs.length; index += 1) {
    if (!buffer.arrive(timesMs[index] as number, index)) droppedIndexes.push(index);
    const queued = buffer.queued;
    queuedAfter[index] = queued;
    if (queued > peakBuffer) peakBuffer = queued;
  }
  letLeave(buffer, start.ends);
  const { initialBackoffMs } = settings;
  const outcomes = receiver === undefined ? [] : deliverBatches(batches, { receiver, initialBackoffMs, random });
  const endsMs = start.ends?.atMs ?? Number.POSITIVE_INFINITY;
  let failed = 0;
  let gone = 0;
  let settledBefore = 0;
  let settledMs = Math.max(timesMs.at(-1) ?? 0, batchTimesMs.at(-1) ?? Number.NEGATIVE_INFINITY);
  for (const [batch, outcome] of outcomes.entries()) {
    if (outcome.settledMs <= endsMs) settledBefore += batchSizes[batch] ?? 0;
    if (outcome.settledMs > goneMs) continue;
    settledMs = Math.max(settledMs, outcome.settledMs);
    gone += batchSizes[batch] ?? 0;
    if (!outcome.delivered) failed += batchSizes[batch] ?? 0;
    else for (const index of contents[batch] ?? []) deliveredMs[index] = outcome.settledMs;
  }
  if (receiver === undefined)
    for (const [batch, atMs] of batchTimesMs.entries()) {
      if (atMs <= goneMs) gone += batchSizes[batch] ?? 0;
      if (atMs <= endsMs) settledBefore += batchSizes[batch] ?? 0;
    }
  return {
    generated: timesMs.length,
    dropped: droppedIndexes.length,
    failed,
    held: timesMs.length - droppedIndexes.length - gone,
    unsettledAtEnd: timesMs.length - droppedIndexes.length - settledBefore,
    droppedIndexes,
    firstLossMs: droppedIndexes.length === 0 ? null : (timesMs[droppedIndexes[0] ?? 0] ?? null),
    peakBuffer,
    batchTimesMs,
    batchSizes,
    batchesByTimer,
    deliveredMs,
    settledMs,
    drainedMs: batchTimesMs.at(-1) ?? timesMs.at(-1) ?? 0,
    occupancy: (gridMs, stepMs, bins) =>
      occupancyOnGrid(
        { timesMs, queuedAfter, batchTimesMs, batchSizes, maxBatchSize: settings.maxBatchSize },
        { gridMs, stepMs, bins },
      ),
  };
}

/** Everything is handed over, or what can be until the process ends. */
function letLeave(buffer: AuditBuffer<number>, ends: SimulationStart['ends']): void {
  if (ends !== undefined) {
    if (ends.graceMs === 0) buffer.advance(ends.atMs);
    else buffer.shutdown(ends.atMs);
    return;
  }
  // With a throttle of nearly nothing some never leave.
  for (let wakeMs = buffer.nextWakeMs(); buffer.queued + buffer.held > 0; wakeMs = buffer.nextWakeMs()) {
    if (!(wakeMs < Number.POSITIVE_INFINITY)) break;
    buffer.advance(wakeMs);
  }
}

function batchOf(
  indexes: readonly number[],
  handedOverMs: number,
  sizesBytes: Float64Array | undefined,
): HandedOverBatch {
  const bytes = indexes.reduce((sum, index) => sum + (sizesBytes?.[index] ?? 0), 0);
  return { handedOverMs, events: indexes.length, bytes };
}

/** What fills the channel and what empties it. */
interface QueueHistory {
  readonly timesMs: Float64Array;
  /** Events in the channel after each arrival. */
  readonly queuedAfter: Uint32Array;
  readonly batchTimesMs: readonly number[];
  readonly batchSizes: readonly number[];
  readonly maxBatchSize: number;
}

/**
 * Largest occupancy of each bin. It grows at arrivals (recorded) and falls by what the collector takes at a hand-over;
 * between arrivals the bin keeps the level left by the last hand-over.
 */
function occupancyOnGrid(
  { timesMs, queuedAfter, batchTimesMs, batchSizes, maxBatchSize }: QueueHistory,
  { gridMs, stepMs, bins }: { readonly gridMs: number; readonly stepMs: number; readonly bins: number },
): readonly number[] {
  const peaks: number[] = [];
  let level = 0;
  let arrival = 0;
  let batch = 0;
  for (let bin = 0; bin < bins; bin += 1) {
    const endMs = gridMs + (bin + 1) * stepMs;
    let peak = level;
    for (;;) {
      const arrivalMs = timesMs[arrival] ?? Number.POSITIVE_INFINITY;
      const batchMs = batchTimesMs[batch] ?? Number.POSITIVE_INFINITY;
      if (Math.min(arrivalMs, batchMs) >= endMs) break;
      if (arrivalMs <= batchMs) {
        level = queuedAfter[arrival] ?? level;
        arrival += 1;
      } else {
        // At a hand-over the collector takes the next batch out of the channel.
        level = Math.max(0, level - Math.min(maxBatchSize, batchSizes[batch + 1] ?? 0));
        batch += 1;
      }
      peak = Math.max(peak, level);
    }
    peaks.push(peak);
  }
  return peaks;
}
