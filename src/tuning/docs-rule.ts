import type { BatchSettings } from '../core/settings.ts';
import type { LoadRecord } from './load-record.ts';

/**
 * The rule of the Kubernetes documentation (tasks/debug/debug-cluster/audit, "Parameter tuning"): Q ≥ L/S with S = 100,
 * B ≥ L · receiver seconds, for the mean rate L. It knows no bursts, no U (its default stays), no headroom.
 */
export function docsRule(
  load: LoadRecord,
  seconds: number,
  receiverLatencyMs: number,
  initialBackoffMs: number,
): BatchSettings {
  const perSecond = load.events / Math.max(1, load.arrivals.length) / Math.max(1, seconds);
  const maxBatchSize = 100;
  return {
    mode: 'batch',
    maxBatchSize,
    maxBatchWaitMs: 30_000,
    throttleEnabled: true,
    throttleQps: Math.max(1, Math.ceil(perSecond / maxBatchSize)),
    throttleBurst: 15,
    bufferSize: Math.max(1, Math.ceil(perSecond * Math.max(1, receiverLatencyMs / 1000))),
    initialBackoffMs,
    truncate: null,
  };
}
