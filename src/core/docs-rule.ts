import type { BatchSettings } from './settings.ts';

/** The documentation's example: a receiver that needs up to 5 seconds for a batch. */
const EXAMPLE_RECEIVER_MS = 5000;

/**
 * The rule of the Kubernetes documentation (tasks/debug/debug-cluster/audit, "Parameter tuning"): Q = L / S with S = 100,
 * B = L · receiver time, for the mean rate L in events/s of one API server. It knows no bursts, no U (its default of 15
 * stays) and no headroom. A scenario that names no latency gets the 5 s of the documentation's example.
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
    bufferSize: Math.max(1, Math.ceil((eventsPerSecond * docsReceiverMs(receiverLatencyMs)) / 1000)),
    initialBackoffMs,
    truncate: null,
  };
}

/** The receiver's time that the rule reckons with. */
export function docsReceiverMs(receiverLatencyMs: number): number {
  return receiverLatencyMs > 0 ? receiverLatencyMs : EXAMPLE_RECEIVER_MS;
}
