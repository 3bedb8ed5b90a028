import { seededRandom } from '../../core/random.ts';
import { HEALTHY_RECEIVER, type ReceiverAnswer, type ReceiverPlan, treat } from '../../core/receiver.ts';
import type { JsonLinesWriter } from '../../platform/files.ts';
import type { SinkCounters } from '../sink.ts';
import { type Batch, readBatch } from '../../events/batch.ts';

export interface Post {
  readonly arrivedMs: number;
  readonly peer: string;
  readonly concurrency: number;
  readonly batch: Batch;
}

/** Counts and records batches; knows nothing of sockets. */
export class Receiver {
  readonly #random: () => number;
  #writer: JsonLinesWriter | null = null;
  #counters = emptyCounters();
  #open = 0;
  #plan = HEALTHY_RECEIVER;
  /** Epoch ms; `null`: the measurement has not begun. */
  #startMs: number | null = null;
  #markMs = Number.NEGATIVE_INFINITY;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** From now on POSTs are treated by this plan. */
  play(plan: ReceiverPlan, startMs: number | null): void {
    this.#plan = plan;
    this.#startMs = startMs;
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

  treat({ arrivedMs, batch }: Post): ReceiverAnswer {
    const sinceStartMs = this.#startMs === null ? Number.NEGATIVE_INFINITY : arrivedMs - this.#startMs;
    return treat(this.#plan, { sinceStartMs, events: batch.stageMs.length, bytes: batch.bodyBytes }, this.#random);
  }

  /** A POST is over: with its answer, or without one. */
  end(post: Post | null, status: number | null, answeredMs: number | null): void {
    this.#open -= 1;
    if (post === null) return;
    this.#count(post, isTaken(status));
    this.#writer?.writeLine(lineHead(post, status, answeredMs), post.batch.records, ']}');
  }

  #count(post: Post, delivered: boolean): void {
    const counters = this.#counters;
    const { stageMs, byKind } = post.batch;
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

/** Any 2xx takes a batch; everything else makes kube-apiserver try again. */
function isTaken(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** A BatchRecord up to its events, which are JSON already. */
function lineHead(post: Post, status: number | null, answeredMs: number | null): string {
  const { arrivedMs, peer, concurrency, batch } = post;
  const delivered = isTaken(status);
  const head = JSON.stringify({
    arrivedMs,
    delivered,
    peer,
    bodyBytes: batch.bodyBytes,
    answeredMs,
    status,
    concurrency,
  });
  return `${head.slice(0, -1)},"events":[`;
}

type MutableCounters = { -readonly [Key in keyof SinkCounters]: SinkCounters[Key] } & {
  deliveredByKind: Record<string, number>;
};

function emptyCounters(): MutableCounters {
  return {
    delivered: 0,
    deliveredSinceMark: 0,
    refused: 0,
    deliveredByKind: {},
    open: 0,
  };
}
