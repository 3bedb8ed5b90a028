import type { OwnBackend } from '../core/own-backend.ts';
import type { ReceiverPlan } from '../core/receiver.ts';
import type { Breakable, Resource, Scope } from '../core/scope.ts';
import type { LogPlaces, LogReading, LogSpec } from '../core/log.ts';
import type { ShipperReading, ShipperSpec } from '../core/shipper.ts';
import type { AuditTarget, GivenReceiver } from '../core/target.ts';

/** Where the API server's audit events go. Opened after the provider's `prepare`, before its `start`. */
export interface SinkDriver<Target extends AuditTarget = AuditTarget> {
  readonly backend: Target['backend'];
  open(options: SinkOptions, scope: Scope): Promise<Sink<Target>>;
}

export interface SinkOptions {
  readonly bindAddress: string;
  readonly receiverHost: string;
  /** Port that the receiver listens on; 0: any free one. */
  readonly port: number;
  /** What API servers expect that are not told where the sink is; absent: they are told. */
  readonly given?: GivenReceiver;
  readonly seed: number;
  /** The user's that is under test; `null`: events end at the sink. */
  readonly ownBackend: OwnBackend | null;
  /** Of the audit log, under test; `null`: none is. */
  readonly shipper: ShipperSpec | null;
  /** How a log is written, and where its folders are. */
  readonly log: LogOptions;
}

export interface LogOptions extends LogPlaces {
  readonly spec: LogSpec;
}

export interface Sink<Target extends AuditTarget = AuditTarget> extends Resource, Partial<Breakable> {
  readonly target: Target;
  /** `nothing`: what arrives there is not known, and counts and records are empty. */
  readonly sees: 'events' | 'nothing';
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
}

export interface SinkCounters {
  /** Events that arrived for good: in batches answered 2xx, or in whole lines of the log. */
  readonly delivered: number;
  /** Those of them whose stage is not before the mark: what an earlier moment left in flight does not count. */
  readonly deliveredSinceMark: number;
  /** Events in batches that were answered otherwise, or not at all. */
  readonly refused: number;
  /** Delivered events by request kind, the letter in their Audit-ID; `other` is background. */
  readonly deliveredByKind: Readonly<Record<string, number>>;
  /** The longest time since `recordTo` for which what reads the events stood still. */
  readonly pauseMs: number;
  /** POSTs being answered now; 0 where none are. */
  readonly open: number;
  /** What became of log files and lines; `null`: the sink reads none. */
  readonly log: LogReading | null;
  /** What a shipper under test did; absent: none is. */
  readonly shipper?: ShipperReading;
}

/** Makes the receiver behave by a plan. */
export interface ReceiverControl {
  /** `startMs`: start of the measurement, epoch; `null`: it has not begun, and no fault is open. */
  play(plan: ReceiverPlan, startMs: number | null): Promise<void>;
}
