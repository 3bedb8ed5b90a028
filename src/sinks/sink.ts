import type { AuditBackend } from '../core/settings.ts';
import type { ReceiverPlan } from '../core/receiver.ts';
import type { Resource, Scope } from '../core/scope.ts';
import type { WebhookTarget } from '../core/route.ts';

/** Where the API server's audit events go. Opened after the provider's `prepare`, before its `start`. */
export interface SinkDriver {
  readonly backend: AuditBackend;
  open(options: SinkOptions, scope: Scope): Promise<Sink>;
}

export interface SinkOptions {
  readonly bindAddress: string;
  readonly receiverHost: string;
  /** Port that the receiver listens on; 0: any free one. */
  readonly port: number;
  readonly seed: number;
}

export interface Sink extends Resource {
  readonly target: WebhookTarget;
  /** `null`: nothing answers here, so nothing can be made to fail. */
  readonly receiver: ReceiverControl | null;
  /** From now on every batch is recorded in this file (JSONL of BatchRecord); `null`: counted, not recorded. */
  recordTo(file: string | null): Promise<void>;
  /** From now on `deliveredSinceMark` counts events whose stage is not before this moment (epoch ms). */
  mark(atMs: number): Promise<void>;
  /** Counters since `recordTo`, without waiting for the file. */
  counters(): Promise<SinkCounters>;
  /** Resolves when all that was counted is in the file. */
  flush(): Promise<void>;
  /** Calls back with the counters a few times a second; returns how to stop that. */
  watch(listener: (counters: SinkCounters) => void): () => void;
}

export interface SinkCounters {
  readonly batches: number;
  /** Events in batches that were answered 2xx. */
  readonly delivered: number;
  /** Those of them whose stage is not before the mark: what an earlier moment left in flight does not count. */
  readonly deliveredSinceMark: number;
  /** Events in batches that were answered otherwise, or not at all. */
  readonly refused: number;
  /** Delivered events by request kind, the letter in their Audit-ID; `other` is background. */
  readonly deliveredByKind: Readonly<Record<string, number>>;
  /** POSTs being answered now. */
  readonly open: number;
  /** Arrival of the last batch, epoch ms; `null`: none yet. */
  readonly lastArrivedMs: number | null;
  /** Events in the last batch. */
  readonly lastBatchEvents: number;
}

/** Makes the receiver behave by a plan. */
export interface ReceiverControl {
  /** `startMs`: start of the measurement, epoch; `null`: it has not begun, and no fault is open. */
  play(plan: ReceiverPlan, startMs: number | null): Promise<void>;
}
