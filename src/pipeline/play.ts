import { seededRandom } from '../core/random.ts';
import type { BatchSettings } from '../core/settings.ts';
import { AuditBuffer } from './audit-buffer.ts';
import { Deliveries, type ReceiverModel } from './deliveries.ts';

export interface PlayOptions {
  readonly receiver: ReceiverModel;
  /** JSON bytes of an event, for the bodies that the receiver gets. */
  readonly eventBytes: number;
  /** Of the retries' jitter. */
  readonly seed: number;
}

/** What became of arrivals, in sums. */
export interface Played {
  readonly generated: number;
  readonly dropped: number;
  /** Events of the batches that the webhook gave up. */
  readonly failed: number;
  /** `null`: nothing was dropped. */
  readonly firstLossMs: number | null;
  /** Largest number of events in the channel. */
  readonly peakBuffer: number;
  /** Longest time from an arrival to its delivery, ms. */
  readonly lagMaxMs: number;
  /** When the last batch was delivered or given up, ms. */
  readonly settledMs: number;
}

/**
 * Plays sorted arrivals (ms from 0, in chunks) through the buffered backend until all is delivered, and remembers no
 * more than what is in the buffer or on its way: hours cost time and not memory. `simulate` tells of single events.
 */
export function playArrivals(chunks: Iterable<Float64Array>, settings: BatchSettings, options: PlayOptions): Played {
  const { receiver, eventBytes, seed } = options;
  const { initialBackoffMs } = settings;
  let [generated, dropped, failed, peakBuffer, lagMaxMs, settledMs] = [0, 0, 0, 0, 0, 0];
  let firstLossMs: number | null = null;
  const random = seededRandom(seed);
  const deliveries = new Deliveries<Batch>(
    { receiver, initialBackoffMs, random },
    ({ events, firstMs }, { settledMs: atMs, delivered }) => {
      settledMs = Math.max(settledMs, atMs);
      if (delivered) lagMaxMs = Math.max(lagMaxMs, atMs - firstMs);
      else failed += events;
    },
  );
  const handedOver = (times: readonly number[], handedOverMs: number): void => {
    const batch = { events: times.length, firstMs: times[0] ?? handedOverMs };
    deliveries.handOver({ handedOverMs, events: batch.events, bytes: batch.events * eventBytes }, batch);
  };
  const buffer = new AuditBuffer<number>(settings, { handedOver }, { startMs: 0 });
  for (const timesMs of chunks) {
    for (let index = 0; index < timesMs.length; index += 1) {
      const atMs = timesMs[index] as number;
      generated += 1;
      if (!buffer.arrive(atMs, atMs)) {
        dropped += 1;
        firstLossMs ??= atMs;
      }
      if (buffer.queued > peakBuffer) peakBuffer = buffer.queued;
      settledMs = Math.max(settledMs, atMs);
    }
  }
  // With a throttle of nearly nothing some never leave.
  for (let wakeMs = buffer.nextWakeMs(); buffer.queued + buffer.held > 0; wakeMs = buffer.nextWakeMs()) {
    if (!(wakeMs < Number.POSITIVE_INFINITY)) break;
    buffer.advance(wakeMs);
  }
  deliveries.finish();
  return { generated, dropped, failed, firstLossMs, peakBuffer, lagMaxMs, settledMs };
}

interface Batch {
  readonly events: number;
  /** When its oldest event arrived. */
  readonly firstMs: number;
}
