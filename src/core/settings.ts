/** The values of the audit flags under test. A union: `blocking` with a buffer size cannot be written. */

export type AuditMode = 'batch' | 'blocking' | 'blocking-strict';
export const AUDIT_BACKENDS = ['webhook', 'log'] as const;
export type AuditBackend = (typeof AUDIT_BACKENDS)[number];

export function otherBackend(backend: AuditBackend): AuditBackend {
  return backend === 'webhook' ? 'log' : 'webhook';
}

export interface TruncateSettings {
  readonly maxEventSizeBytes: number;
  readonly maxBatchSizeBytes: number;
}

interface CommonSettings {
  /** `--audit-webhook-initial-backoff`; a batch is POSTed 5 times, the waits grow by 1.5 (k8s.io/apiserver plugin/pkg/audit/webhook). */
  readonly initialBackoffMs: number;
  /** `null`: truncate is off. */
  readonly truncate: TruncateSettings | null;
}

export interface BatchSettings extends CommonSettings {
  readonly mode: 'batch';
  /** B: events the buffer holds. */
  readonly bufferSize: number;
  /** S: events in a batch at most. */
  readonly maxBatchSize: number;
  /** W: how long a batch that is not full waits. 0 only with S = 1. */
  readonly maxBatchWaitMs: number;
  readonly throttleEnabled: boolean;
  /** Q: batches per second. */
  readonly throttleQps: number;
  /** U: batches at once after idle. */
  readonly throttleBurst: number;
}

export interface BlockingSettings extends CommonSettings {
  readonly mode: 'blocking' | 'blocking-strict';
}

/** Auditing is off: no policy, no backend, no event. What the fields say is of no use then. */
export interface OffSettings extends CommonSettings {
  readonly mode: 'off';
}

export type AuditSettings = BatchSettings | BlockingSettings | OffSettings;

/** C = S · Q, sustained events per second; Infinity without a throttle, `null` where there is no buffer. */
export function ceilingPerSecond(settings: AuditSettings): number | null {
  if (settings.mode !== 'batch') return null;
  return settings.throttleEnabled ? settings.maxBatchSize * settings.throttleQps : Number.POSITIVE_INFINITY;
}

/** A = B + U·S + S, events taken at once after idle (notes: closed form; the + S is the batch that the collector holds). */
export function instantCapacity(settings: BatchSettings): number {
  const burst = settings.throttleEnabled ? settings.throttleBurst : Number.POSITIVE_INFINITY;
  return settings.bufferSize + burst * settings.maxBatchSize + settings.maxBatchSize;
}
