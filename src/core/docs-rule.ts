import type { BatchSettings } from './settings.ts';

/**
 * The rule of the Kubernetes documentation (tasks/debug/debug-cluster/audit, "Parameter tuning"): Q ≥ L/S with S = 100,
 * B ≥ L · receiver seconds, for the mean rate L in events/s of one API server. It knows no bursts, no U (its default
 * stays), no headroom.
 */
export function docsRule(eventsPerSecond: number, receiverLatencyMs: number, initialBackoffMs: number): BatchSettings {
  const maxBatchSize = 100;
  return {
    mode: 'batch',
    maxBatchSize,
    maxBatchWaitMs: 30_000,
    throttleEnabled: true,
    throttleQps: Math.max(1, Math.ceil(eventsPerSecond / maxBatchSize)),
    throttleBurst: 15,
    bufferSize: Math.max(1, Math.ceil(eventsPerSecond * Math.max(1, receiverLatencyMs / 1000))),
    initialBackoffMs,
    truncate: null,
  };
}
