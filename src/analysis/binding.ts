import type { Binding } from '../core/result.ts';
import { type AuditSettings, ceilingPerSecond } from '../core/settings.ts';

/** What a trial is judged by. */
export interface BindingEvidence {
  readonly settings: AuditSettings;
  readonly receiverLatencyMs: number;
  readonly failed: number;
  readonly dropped: number;
  readonly rejected: number;
  /** Events/s at the busiest API server, over the whole measurement. */
  readonly busiestPerSecond: number;
  /** By the model: events in the channel at the most, batches, and those that left because their wait was over. */
  readonly peakBuffer: number;
  readonly batches: number;
  readonly batchesByTimer: number;
}

/**
 * Which limit bound, the first that is true:
 * the receiver, when batches were given up, or in a mode without a buffer when requests waited for it or were rejected;
 * when events were dropped, the throttle if they came faster than C = S·Q over the whole measurement, for then no buffer
 * is large enough, else the buffer; the throttle, when a whole batch or more queued behind it; the batch, when most
 * batches left because their wait was over, so that max-wait alone decides the lag. `null`: none of them.
 */
export function bindingLimit(evidence: BindingEvidence): Binding | null {
  const { settings, failed, dropped, rejected, receiverLatencyMs } = evidence;
  if (failed > 0) return 'receiver';
  if (settings.mode !== 'batch') return rejected > 0 || receiverLatencyMs > 0 ? 'receiver' : null;
  const ceiling = ceilingPerSecond(settings) ?? Number.POSITIVE_INFINITY;
  if (dropped > 0) return evidence.busiestPerSecond > ceiling ? 'throttle' : 'buffer';
  if (evidence.peakBuffer >= settings.maxBatchSize) return 'throttle';
  return evidence.batchesByTimer > evidence.batches / 2 ? 'batch' : null;
}
