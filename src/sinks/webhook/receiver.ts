import type { ReceiverFault, ReceiverSpec } from '../../core/scenario.ts';
import { seededRandom } from '../../core/random.ts';
import type { JsonLinesWriter } from '../../platform/files.ts';
import type { SinkCounters } from '../sink.ts';
import { OUTAGE_STATUS } from '../../core/webhook-delivery.ts';
import { type Batch, readBatch } from '../../events/batch.ts';

/** What a POST is answered with; `null`: never. */
export type Answer = { readonly status: number; readonly retryAfterSeconds: number | null } | null;

export interface Post {
  readonly arrivedMs: number;
  readonly peer: string;
  readonly concurrency: number;
  readonly batch: Batch;
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
  read(body: readonly Buffer[], arrivedMs: number, peer: string, concurrency: number): Post {
    return { arrivedMs, peer, concurrency, batch: readBatch(body) };
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
    this.#writer?.writeLine(lineHead(post, status, answeredMs), post.batch.records, ']}');
  }

  #count(post: Post, delivered: boolean): void {
    const counters = this.#counters;
    const { stageMs, byKind } = post.batch;
    counters.batches += 1;
    counters.lastArrivedMs = post.arrivedMs;
    counters.lastBatchEvents = stageMs.length;
    if (!delivered) {
      counters.refused += stageMs.length;
      return;
    }
    counters.delivered += stageMs.length;
    for (const time of stageMs) if (time >= this.#markMs) counters.deliveredSinceMark += 1;
    for (const [kind, events] of byKind) {
      counters.deliveredByKind[kind] = (counters.deliveredByKind[kind] ?? 0) + events;
    }
  }
}

function faultAnswer(fault: ReceiverFault): Answer {
  return fault.kind === 'hang' ? null : { status: fault.status, retryAfterSeconds: fault.retryAfterSeconds };
}

/** A BatchRecord up to its events, which are JSON already. */
function lineHead(post: Post, status: number | null, answeredMs: number | null): string {
  const { arrivedMs, peer, concurrency, batch } = post;
  const head = JSON.stringify({ arrivedMs, answeredMs, status, bodyBytes: batch.bodyBytes, concurrency, peer });
  return `${head.slice(0, -1)},"events":[`;
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
