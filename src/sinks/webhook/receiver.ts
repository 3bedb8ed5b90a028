import type { ReceiverFault, ReceiverSpec } from '../../core/scenario.ts';
import { seededRandom } from '../../core/random.ts';
import type { JsonLinesWriter } from '../../platform/files.ts';
import type { SinkCounters } from '../sink.ts';
import { OUTAGE_STATUS } from '../../core/webhook-delivery.ts';
import { type ScannedEvent, scanEventList } from './event-scanner.ts';

/** What a POST is answered with; `null`: never. */
export type Answer = { readonly status: number; readonly retryAfterSeconds: number | null } | null;

export interface Post {
  readonly arrivedMs: number;
  readonly peer: string;
  readonly concurrency: number;
  readonly bodyBytes: number;
  readonly events: readonly ScannedEvent[];
}

/** Counts and records batches; knows nothing of sockets. */
export class Receiver {
  readonly #spec: ReceiverSpec;
  readonly #random: () => number;
  #writer: JsonLinesWriter | null = null;
  #counters = emptyCounters();
  #open = 0;
  #refuseUntilMs = Number.NEGATIVE_INFINITY;
  #markMs = Number.NEGATIVE_INFINITY;

  constructor(spec: ReceiverSpec, seed: number) {
    this.#spec = spec;
    this.#random = seededRandom(seed);
  }

  get latencyMs(): number {
    return this.#spec.latencyMs;
  }

  /** Counts from zero, into this writer. */
  recordTo(writer: JsonLinesWriter | null): void {
    this.#writer = writer;
    this.#counters = emptyCounters();
  }

  mark(atMs: number): void {
    this.#markMs = atMs;
    this.#counters.deliveredSinceMark = 0;
  }

  counters(): SinkCounters {
    return { ...this.#counters, deliveredByKind: { ...this.#counters.deliveredByKind }, open: this.#open };
  }

  /** A POST begins; its place among the open ones. */
  begin(): number {
    this.#open += 1;
    return this.#open;
  }

  /** Errors: MalformedEventList. */
  read(body: Buffer, arrivedMs: number, peer: string, concurrency: number): Post {
    return { arrivedMs, peer, concurrency, bodyBytes: body.length, events: scanEventList(body) };
  }

  /** Every POST decided before this moment is refused. */
  refuseUntil(untilMs: number): void {
    this.#refuseUntilMs = untilMs;
  }

  /** What this POST is to be answered with: an outage, else the spec's fault and the seed. */
  decide(nowMs: number): Answer {
    if (nowMs < this.#refuseUntilMs) return { status: OUTAGE_STATUS, retryAfterSeconds: null };
    const fault = this.#spec.fault;
    if (fault === null || this.#random() >= fault.ratio) return { status: 200, retryAfterSeconds: null };
    return faultAnswer(fault);
  }

  /** A POST is over: with its answer, or without one. */
  end(post: Post | null, status: number | null, answeredMs: number | null): void {
    this.#open -= 1;
    if (post === null) return;
    this.#count(post, status !== null && status >= 200 && status < 300);
    this.#writer?.writeLine(batchLine(post, status, answeredMs));
  }

  #count(post: Post, delivered: boolean): void {
    const counters = this.#counters;
    counters.batches += 1;
    counters.lastArrivedMs = post.arrivedMs;
    counters.lastBatchEvents = post.events.length;
    if (!delivered) {
      counters.refused += post.events.length;
      return;
    }
    counters.delivered += post.events.length;
    for (const { auditId, stageMs } of post.events) {
      if (stageMs >= this.#markMs) counters.deliveredSinceMark += 1;
      const kind = requestKind(auditId);
      counters.deliveredByKind[kind] = (counters.deliveredByKind[kind] ?? 0) + 1;
    }
  }
}

function faultAnswer(fault: ReceiverFault): Answer {
  return fault.kind === 'hang' ? null : { status: fault.status, retryAfterSeconds: fault.retryAfterSeconds };
}

/** The letter in `ab-<trial key of 6>-<letter><number>`, else `other`. */
function requestKind(auditId: string): string {
  return auditId.startsWith('ab-') && auditId[9] === '-' ? (auditId[10] ?? 'other') : 'other';
}

/** A BatchRecord as JSON, built by hand: JSON.stringify of 400 small arrays costs more than the scan. */
function batchLine(post: Post, status: number | null, answeredMs: number | null): string {
  let events = '';
  for (const { auditId, stage, stageMs, level, sizeBytes } of post.events) {
    events += `${events === '' ? '' : ','}[${quote(auditId)},${quote(stage)},${stageMs},${quote(level)},${sizeBytes}]`;
  }
  return `{"arrivedMs":${post.arrivedMs},"answeredMs":${answeredMs},"status":${status},"bodyBytes":${post.bodyBytes},"concurrency":${post.concurrency},"peer":${quote(post.peer)},"events":[${events}]}`;
}

const PLAIN = /^[\w.:/-]*$/;

function quote(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

type MutableCounters = { -readonly [Key in keyof SinkCounters]: SinkCounters[Key] } & {
  deliveredByKind: Record<string, number>;
};

function emptyCounters(): MutableCounters {
  return {
    batches: 0,
    delivered: 0,
    deliveredSinceMark: 0,
    refused: 0,
    deliveredByKind: {},
    open: 0,
    lastArrivedMs: null,
    lastBatchEvents: 0,
  };
}
