import { seededRandom } from '../core/random.ts';
import { HEALTHY_RECEIVER, type ReceivedPost, type ReceiverAnswer, type ReceiverPlan } from '../core/receiver.ts';
import { IDLE_RECEIVER, readMs, treat } from '../core/receiver-treatment.ts';
import { asksToRetryAfter, POST_TIMEOUT_MS } from '../core/webhook-delivery.ts';
import { Delivery, type PostAnswer } from './delivery.ts';
import { TimeQueue } from './time-queue.ts';

/** How a receiver treats a POST: its answer as the client takes it, and the time until the client has it. */
export type ReceiverModel = (post: ReceivedPost) => { readonly answer: PostAnswer; readonly durationMs: number };

/** What became of one batch. */
export interface BatchOutcome {
  /** When the receiver had taken it, or when it was given up. */
  readonly settledMs: number;
  readonly delivered: boolean;
  readonly posts: number;
}

/** Takes every batch, `latencyMs` after it was POSTed. */
export function healthyReceiver(latencyMs: number): ReceiverModel {
  return receiverModel({ ...HEALTHY_RECEIVER, latencyMs }, 0);
}

/**
 * The receiver of a plan, with this seed for the POSTs that its shares choose. It remembers what came before, so POSTs
 * must be given in the order of their times.
 */
export function receiverModel(plan: ReceiverPlan, seed: number): ReceiverModel {
  const random = seededRandom(seed);
  let state = IDLE_RECEIVER;
  return (post) => {
    const readingMs = readMs(plan, post.sinceStartMs, post.bytes);
    const treated = treat(plan, { ...post, sinceStartMs: post.sinceStartMs + readingMs }, state, random);
    state = treated.state;
    return asClientSees(treated.answer, readingMs);
  };
}

/** kube-apiserver ends a POST after 30 s, also one that would have been answered later. */
function asClientSees(answer: ReceiverAnswer, readingMs: number): ReturnType<ReceiverModel> {
  const durationMs = answer.kind === 'hang' ? POST_TIMEOUT_MS : readingMs + answer.afterMs;
  if (durationMs >= POST_TIMEOUT_MS || answer.kind !== 'answer')
    return { answer: { status: null, retryAfterMs: null }, durationMs: Math.min(durationMs, POST_TIMEOUT_MS) };
  const { status, retryAfterSeconds } = answer;
  const retryAfterMs = asksToRetryAfter(status, retryAfterSeconds === null ? undefined : String(retryAfterSeconds));
  return { answer: { status, retryAfterMs }, durationMs };
}

/** A batch that the buffer handed over, ms from the start of the measurement. */
export interface HandedOverBatch {
  readonly handedOverMs: number;
  readonly events: number;
  readonly bytes: number;
}

/** A batch on its way, and whose it is. */
interface OnItsWay<T> {
  readonly owner: T;
  readonly batch: HandedOverBatch;
  readonly delivery: Delivery;
  posts: number;
}

export interface DeliveryOptions {
  readonly receiver: ReceiverModel;
  readonly initialBackoffMs: number;
  /** Of the retries' jitter, uniform in [0, 1). */
  readonly random: () => number;
}

/**
 * Delivers batches in virtual time, retries and all, as they are handed over. Each is a goroutine of its own in
 * kube-apiserver, with no limit on how many (docs/audit-pipeline.md, 8), so batches neither wait for each other nor hold the
 * buffer up; but they meet at the receiver, so all POSTs are played in the order of their times. What is on its way is
 * all that is remembered.
 */
export class Deliveries<T> {
  readonly #options: DeliveryOptions;
  readonly #settled: (owner: T, outcome: BatchOutcome) => void;
  readonly #due = new TimeQueue<OnItsWay<T>>();

  constructor(options: DeliveryOptions, settled: (owner: T, outcome: BatchOutcome) => void) {
    this.#options = options;
    this.#settled = settled;
  }

  /** Batches come in the order of their times; what is due up to that of this one is played first. */
  handOver(batch: HandedOverBatch, owner: T): void {
    this.#play(batch.handedOverMs);
    const { initialBackoffMs, random } = this.#options;
    this.#due.put(batch.handedOverMs, { owner, batch, delivery: new Delivery(initialBackoffMs, random), posts: 0 });
  }

  /** Until the last batch is delivered or given up. */
  finish(): void {
    this.#play(Number.POSITIVE_INFINITY);
  }

  #play(toMs: number): void {
    for (let next = this.#due.takeDue(toMs); next !== undefined; next = this.#due.takeDue(toMs)) {
      const { atMs, item } = next;
      const { events, bytes } = item.batch;
      item.posts += 1;
      const { answer, durationMs } = this.#options.receiver({ sinceStartMs: atMs, events, bytes });
      const step = item.delivery.answered(answer);
      const answeredMs = atMs + durationMs;
      if (step.kind === 'wait') this.#due.put(answeredMs + step.durationMs, item);
      else
        this.#settled(item.owner, {
          settledMs: answeredMs,
          delivered: step.kind === 'delivered',
          posts: item.posts,
        });
    }
  }
}

/** What becomes of each of these batches. */
export function deliverBatches(batches: readonly HandedOverBatch[], options: DeliveryOptions): readonly BatchOutcome[] {
  const outcomes: BatchOutcome[] = [];
  const deliveries = new Deliveries<number>(options, (index, outcome) => {
    outcomes[index] = outcome;
  });
  for (const [index, batch] of batches.entries()) deliveries.handOver(batch, index);
  deliveries.finish();
  return outcomes;
}
