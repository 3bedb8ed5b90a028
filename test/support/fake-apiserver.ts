import { parseAuditId, REQUEST_KINDS } from '../../src/core/audit-id.ts';
import { type ReceiverPlan, HEALTHY_RECEIVER } from '../../src/core/receiver.ts';
import { IDLE_RECEIVER, treat } from '../../src/core/receiver-treatment.ts';
import type { RestartKind } from '../../src/core/restart.ts';
import type { ApiserverCounters, BatchRecord, EventRecord } from '../../src/core/records.ts';
import type { Clock } from '../../src/core/scope.ts';
import type { AuditSettings, BatchSettings } from '../../src/core/settings.ts';
import { AuditBuffer } from '../../src/pipeline/audit-buffer.ts';
import type { SinkCounters } from '../../src/sinks/sink.ts';
import { counters } from './records.ts';

const EVENT_BYTES = 700;

/** One API server and its receiver in virtual time: every request makes one event, through the real buffer model. */
export class FakeApiserver {
  readonly #clock: Clock;
  #buffer: AuditBuffer<EventRecord> | null = null;
  #away = false;
  #processStartMs = 0;
  #generated = 0;
  #dropped = 0;
  #failed = 0;
  #plan: ReceiverPlan = HEALTHY_RECEIVER;
  #startMs = Number.POSITIVE_INFINITY;
  #markMs = Number.NEGATIVE_INFINITY;
  #record: (batch: BatchRecord) => void = () => {};
  #sink = { delivered: 0, deliveredSinceMark: 0, refused: 0, deliveredByKind: {} as Record<string, number> };
  /** Set: the next start fails with it. */
  refusesToStart: string | null = null;
  /** Set: it has ended by itself, with this; the next start mends it. */
  ended: Error | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Without settings auditing is off. */
  start(settings: AuditSettings | undefined): void {
    if (this.refusesToStart !== null) throw new Error(this.refusesToStart);
    this.ended = null;
    this.#away = false;
    this.#processStartMs = this.#clock.nowMs();
    this.#generated = 0;
    this.#dropped = 0;
    this.#failed = 0;
    const observer = { handedOver: (batch: readonly EventRecord[], atMs: number) => this.#deliver(batch, atMs) };
    this.#buffer =
      settings === undefined
        ? null
        : new AuditBuffer(settings as BatchSettings, observer, { startMs: this.#processStartMs });
  }

  /** Ended, and away until it is started again; says when its buffer was empty. */
  end(kind: RestartKind): number {
    const atMs = this.#clock.nowMs();
    this.#advance();
    const goneMs = kind === 'restart' ? (this.#buffer?.shutdown(atMs) ?? atMs) : atMs;
    this.#buffer = null;
    this.#away = true;
    return goneMs;
  }

  get isAway(): boolean {
    return this.#away;
  }

  /** One reaches it now; `false`: it is away. */
  request(auditId: string): boolean {
    if (this.#away) return false;
    this.#take(auditId);
    return true;
  }

  #take(auditId: string): void {
    if (this.#buffer === null) return;
    const atMs = this.#clock.nowMs();
    const event = [auditId, 'ResponseComplete', atMs, 'Metadata', EVENT_BYTES] as const;
    this.#generated += 1;
    if (!this.#buffer.arrive(atMs, event)) this.#dropped += 1;
  }

  counters(): ApiserverCounters {
    this.#advance();
    return counters({
      generated: this.#generated,
      auditedRequests: this.#generated,
      errors: { buffered: this.#dropped, webhook: this.#failed, log: 0, truncate: 0 },
      processStartMs: this.#processStartMs,
    });
  }

  sinkCounters(): SinkCounters {
    this.#advance();
    return { ...this.#sink, deliveredByKind: { ...this.#sink.deliveredByKind }, pauseMs: 0, open: 0, log: null };
  }

  play(plan: ReceiverPlan, startMs: number | null): void {
    this.#plan = plan;
    this.#startMs = startMs ?? Number.POSITIVE_INFINITY;
  }

  recordTo(record: (batch: BatchRecord) => void): void {
    this.#record = record;
    this.#sink = { delivered: 0, deliveredSinceMark: 0, refused: 0, deliveredByKind: {} };
  }

  mark(atMs: number): void {
    this.#advance();
    this.#markMs = atMs;
    this.#sink.deliveredSinceMark = 0;
  }

  #advance(): void {
    this.#buffer?.advance(this.#clock.nowMs());
  }

  /** A batch that is refused is given up at once: retries are pipeline/'s and tested there. */
  #deliver(batch: readonly EventRecord[], atMs: number): void {
    const bytes = batch.length * EVENT_BYTES;
    const post = { sinceStartMs: atMs - this.#startMs, events: batch.length, bytes };
    const { answer } = treat(this.#plan, post, IDLE_RECEIVER, () => 0);
    const status = answer.kind === 'answer' ? answer.status : null;
    const delivered = status === 200;
    this.#record({
      arrivedMs: atMs,
      delivered,
      peer: '127.0.0.1:40000',
      bodyBytes: bytes,
      answeredMs: atMs,
      status,
      concurrency: 1,
      events: batch,
    });
    if (!delivered) {
      this.#failed += batch.length;
      this.#sink.refused += batch.length;
      return;
    }
    this.#sink.delivered += batch.length;
    for (const [id, , stageMs] of batch) {
      if (stageMs >= this.#markMs) this.#sink.deliveredSinceMark += 1;
      const kind = parseAuditId(id)?.kind;
      const letter = kind === undefined ? 'other' : REQUEST_KINDS[kind];
      this.#sink.deliveredByKind[letter] = (this.#sink.deliveredByKind[letter] ?? 0) + 1;
    }
  }
}
