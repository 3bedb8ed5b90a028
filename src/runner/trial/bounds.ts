import type { OwnBackend } from '../../core/own-backend.ts';
import type { ReceiverPlan } from '../../core/receiver.ts';
import { type AuditSettings, ceilingPerSecond } from '../../core/settings.ts';
import { POST_TIMEOUT_MS } from '../../core/webhook-delivery.ts';

/** A booting kube-apiserver makes about 1,100 audited events (docs/audit-pipeline.md); they are ahead of ours. */
const BOOT_EVENTS = 1500;
/** Without a buffer there is nothing to wait for but the receiver. */
const BLOCKING_PATH_MS = 15_000;

/** A shorter wait is cheaper than the requests that would spare it, for the timer empties a partial batch as soon. */
export const WAIT_WORTH_MS = 2500;

/** How long the proof of the path may take: boot events and ours at the ceiling, then the wait, and some room. */
export function pathBoundMs(settings: AuditSettings): number {
  return settings.mode === 'batch' ? bootBacklogMs(settings) + 10_000 : BLOCKING_PATH_MS;
}

/** How long a booted API server needs until its own events and a batch of ours have left it. */
export function bootBacklogMs(settings: AuditSettings): number {
  if (settings.mode !== 'batch') return 0;
  const ceiling = ceilingPerSecond(settings) ?? Number.POSITIVE_INFINITY;
  return ((BOOT_EVENTS + settings.maxBatchSize) / ceiling) * 1000 + settings.maxBatchWaitMs;
}

/** The longest that a full buffer needs to leave an API server whose batches are taken at once. */
export function fullBufferMs(settings: AuditSettings): number {
  if (settings.mode !== 'batch') return 0;
  const ceiling = ceilingPerSecond(settings) ?? Number.POSITIVE_INFINITY;
  return (settings.bufferSize / ceiling) * 1000 + settings.maxBatchWaitMs;
}

/** Time until the token bucket is full again (U/Q), and at least a second of quiet. */
export function refillMs(settings: AuditSettings): number {
  if (settings.mode !== 'batch' || !settings.throttleEnabled) return 1000;
  return Math.max(1000, (settings.throttleBurst / settings.throttleQps) * 1000);
}

/** How long an answer may take: a backend under test may need all the time that kube-apiserver gives it. */
export function answerBoundMs({ latencyMs }: ReceiverPlan, backend: OwnBackend | null): number {
  return latencyMs + (backend === null ? 0 : POST_TIMEOUT_MS);
}
