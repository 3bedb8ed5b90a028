import { seededRandom } from '../../core/random.ts';
import { HEALTHY_RECEIVER, type ReceiverAnswer, type ReceiverPlan } from '../../core/receiver.ts';
import { IDLE_RECEIVER, readBytesPerSecond, treat } from '../../core/receiver-treatment.ts';
import type { BatchRecord } from '../../core/records.ts';
import type { JsonLinesWriter } from '../../platform/files.ts';
import type { SinkCounters } from '../sink.ts';
import { type Batch, readBatch } from '../../events/batch.ts';
import { Tally } from '../tally.ts';

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
  readonly #tally = new Tally();
  #open = 0;
  #plan = HEALTHY_RECEIVER;
  #state = IDLE_RECEIVER;
  /** Epoch ms; `null`: the measurement has not begun. */
  #startMs: number | null = null;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** From now on POSTs are treated by this plan. */
  play(plan: ReceiverPlan, startMs: number | null): void {
    this.#plan = plan;
    this.#startMs = startMs;
    this.#state = IDLE_RECEIVER;
  }

  /** Counts from zero, into this writer. */
  recordTo(writer: JsonLinesWriter | null): void {
    this.#writer = writer;
    this.#tally.clear();
  }

  mark(atMs: number): void {
    this.#tally.mark(atMs);
  }

  counters(): Omit<SinkCounters, 'pauseMs'> {
    return { ...this.#tally.counters, open: this.#open, log: null };
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
    const post = { sinceStartMs: this.#sinceStartMs(arrivedMs), events: batch.stageMs.length, bytes: batch.bodyBytes };
    const { answer, state } = treat(this.#plan, post, this.#state, this.#random);
    this.#state = state;
    return answer;
  }

  /** Whether the plan lets every POST through at once. */
  get takesAll(): boolean {
    const { latencyMs, windows, bodyLimitBytes } = this.#plan;
    return latencyMs === 0 && windows.length === 0 && bodyLimitBytes === undefined;
  }

  /** How fast a body that arrives at this moment may be read; `null`: as it comes. */
  readBytesPerSecond(atMs: number): number | null {
    return readBytesPerSecond(this.#plan, this.#sinceStartMs(atMs));
  }

  #sinceStartMs(atMs: number): number {
    return this.#startMs === null ? Number.NEGATIVE_INFINITY : atMs - this.#startMs;
  }

  /** A POST is over: with its answer, or without one. `forwarded`: what became of it at the backend under test. */
  end(post: Post | null, status: number | null, answeredMs: number | null, forwarded: Forwarded | null = null): void {
    this.#open -= 1;
    if (post === null) return;
    if (isTaken(status)) this.#tally.deliver(post.batch);
    else this.#tally.refuse(post.batch);
    this.#writer?.writeLine(lineHead(post, status, answeredMs, forwarded), post.batch.records, ']}');
  }
}

type Forwarded = NonNullable<BatchRecord['forwarded']>;

/** Any 2xx takes a batch; everything else makes kube-apiserver try again. */
export function isTaken(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300;
}

/** A BatchRecord up to its events, which are JSON already. */
function lineHead(post: Post, status: number | null, answeredMs: number | null, forwarded: Forwarded | null): string {
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
    ...(forwarded === null ? {} : { forwarded }),
  });
  return `${head.slice(0, -1)},"events":[`;
}
