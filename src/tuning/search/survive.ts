import { giveUpMs } from '../../core/webhook-delivery.ts';

const SECOND_MS = 1000;

/**
 * The initial backoff to recommend: the current one, or more where batches must be tried for the whole outage. A batch
 * is POSTed for the last time Σ i·1.5ᵃ = 8.125·i after its first POST, at the least (refused at once, no jitter), so
 * i ≥ outage / 8.125; in whole seconds, as people write it. The default of 10 s bridges 81 s.
 */
export function survivingBackoffMs(currentMs: number, outageMs: number | null): number {
  if (outageMs === null || triedForMs(currentMs) >= outageMs) return currentMs;
  return Math.ceil(outageMs / triedForMs(1) / SECOND_MS) * SECOND_MS;
}

/** How long a batch is tried at the least. */
export function triedForMs(initialBackoffMs: number): number {
  return giveUpMs(initialBackoffMs).refusing.min;
}
