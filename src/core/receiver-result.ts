import type { LogReading } from './log.ts';
import type { AuditStage } from './policy.ts';
import type { Quantiles } from './series.ts';
import type { ShipperReading } from './shipper.ts';

/** What the receiving side of a trial saw. */
export interface ReceiverResult {
  readonly batches: number;
  readonly bodyBytesP99: number | null;
  readonly bodyBytesMax: number | null;
  readonly concurrencyMax: number | null;
  readonly batchEvents: Quantiles | null;
  /** Mean bytes of an event's JSON by `level/stage`. */
  readonly eventBytes: Readonly<
    Record<string, { readonly count: number; readonly mean: number; readonly max: number }>
  >;
  /** Of a webhook: batches that were not taken at their first POST; absent in runs of before it was counted. */
  readonly retries?: RetryResult;
  /** Of a webhook's receiver that was made to fail: what each of its faults did; absent: none was planned. */
  readonly faults?: readonly FaultResult[];
  /** Of a backend of the user's that was under test; absent: audit-bench's own receiver took the events. */
  readonly own?: OwnBackendResult;
}

/** Batches that the receiver did not take at first. */
export interface RetryResult {
  readonly refused: number;
  /** Taken at a later POST. */
  readonly recovered: number;
  /** Given up, or still being tried when the trial ended. */
  readonly notTaken: number;
  /** Of one batch. */
  readonly mostPosts: number;
  /**
   * Events of POSTs that arrived whole, got no answer in time and came again: a receiver that keeps what it reads has
   * them twice. Absent in runs of before it was counted.
   */
  readonly sentAgain?: number;
}

/** What came of the POSTs that arrived while a fault was open; of a closed port or failing TLS none arrive. */
export interface FaultResult {
  /** In words: `from 2 s for 4 s: 503`. */
  readonly fault: string;
  readonly posts: number;
  /** POSTs not taken. */
  readonly refused: number;
  /** Of their batches, those that were taken at a later POST. */
  readonly recovered: number;
  /** Given up, or still being tried when the trial ended. */
  readonly notTaken: number;
}

/** `null`: not known, because the API server POSTed to it directly. */
export interface OwnBackendResult {
  readonly via: 'forward' | 'external';
  /** Its address, without what is secret in it. */
  readonly place: string;
  /** POSTs by the status that it answered; `client gone`: answered after the API server had given it up. */
  readonly answers: Readonly<Record<string, number>> | null;
  /** POSTs that it did not answer by the reason; the API server was told 502. */
  readonly unanswered: Readonly<Record<string, number>> | null;
  /** From handing a POST on to its answer. */
  readonly tookMs: Quantiles | null;
}

/** What became of the log files during the trial. */
export interface LogResult extends LogReading {
  /** How long an event would stay at the pace of the measurement, with the rotation in force; `null`: for ever. */
  readonly keptForMs: number | null;
}

/** What a shipper made of the log: of all events that the API servers wrote between the readings. */
export interface ShipperResult extends ShipperReading {
  /** Events in the log. */
  readonly logged: number;
  /** Of these, those that came through. */
  readonly shipped: number;
  readonly lost: number;
  /** Copies beyond the first. */
  readonly duplicated: number;
  /** Came through later than `lateAfterMs` after they stood in the log. */
  readonly late: number;
  readonly lateAfterMs: number;
  /** From the log to the shipper's output, as both were read: up to 10 ms more or less. */
  readonly lagMs: Quantiles | null;
  /** The first lost events, ten at most. */
  readonly lostSample: readonly { readonly auditId: string; readonly stage: AuditStage; readonly atMs: number }[];
}
