import type { BatchRecord } from '../core/records.ts';
import type { ReceiverResult } from '../core/result.ts';
import { exactQuantiles } from './quantiles.ts';

/** What the receiver had to bear during the measurement: POSTs, bodies, concurrency, and the size of events by level and stage. */
export function receiverResult(batches: readonly BatchRecord[]): ReceiverResult {
  const bodies = exactQuantiles(batches.map((batch) => batch.bodyBytes));
  const sizes = new Map<string, { count: number; sum: number; max: number }>();
  for (const batch of batches) {
    for (const [, stage, , level, sizeBytes] of batch.events) {
      const key = `${level}/${stage}`;
      const size = sizes.get(key) ?? { count: 0, sum: 0, max: 0 };
      size.count += 1;
      size.sum += sizeBytes;
      size.max = Math.max(size.max, sizeBytes);
      sizes.set(key, size);
    }
  }
  return {
    batches: batches.length,
    bodyBytesP99: bodies?.p99 ?? null,
    bodyBytesMax: bodies?.max ?? null,
    concurrencyMax:
      batches.length === 0 ? null : batches.reduce((most, batch) => Math.max(most, batch.concurrency ?? 0), 0),
    batchEvents: exactQuantiles(batches.map((batch) => batch.events.length)),
    eventBytes: Object.fromEntries(
      [...sizes].map(([key, { count, sum, max }]) => [key, { count, mean: sum / count, max }]),
    ),
  };
}
