import { seededRandom } from '../core/random.ts';
import {
  HEALTHY_RECEIVER,
  type ReceivedPost,
  type ReceiverAnswer,
  type ReceiverPlan,
  treat,
} from '../core/receiver.ts';
import { asksToRetryAfter, POST_TIMEOUT_MS } from '../core/webhook-delivery.ts';
import { Delivery, type PostAnswer } from './delivery.ts';

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

/** The receiver of a plan, with this seed for the POSTs that its shares choose. */
export function receiverModel(plan: ReceiverPlan, seed: number): ReceiverModel {
  const random = seededRandom(seed);
  return (post) => asClientSees(treat(plan, post, random));
}

/** kube-apiserver ends a POST after 30 s, also one that would have been answered later. */
function asClientSees(answer: ReceiverAnswer): ReturnType<ReceiverModel> {
  if (answer.kind === 'hang' || answer.afterMs >= POST_TIMEOUT_MS)
    return { answer: { status: null, retryAfterMs: null }, durationMs: POST_TIMEOUT_MS };
  const { status, retryAfterSeconds, afterMs } = answer;
  const retryAfterMs = asksToRetryAfter(status, retryAfterSeconds === null ? undefined : String(retryAfterSeconds));
  return { answer: { status, retryAfterMs }, durationMs: afterMs };
}

/** A batch that the buffer handed over, ms from the start of the measurement. */
export interface HandedOverBatch {
  readonly handedOverMs: number;
  readonly events: number;
  readonly bytes: number;
}

/**
 * Delivers a batch in virtual time, retries and all. Each is a goroutine of its own in kube-apiserver, with no limit on
 * how many (docs/audit-pipeline.md, 8), so batches neither wait for each other nor hold the buffer up.
 */
export function deliverBatch(
  { handedOverMs, events, bytes }: HandedOverBatch,
  receiver: ReceiverModel,
  initialBackoffMs: number,
  random: () => number,
): BatchOutcome {
  const delivery = new Delivery(initialBackoffMs, random);
  let atMs = handedOverMs;
  for (let posts = 1; ; posts += 1) {
    const { answer, durationMs } = receiver({ sinceStartMs: atMs, events, bytes });
    atMs += durationMs;
    const step = delivery.answered(answer);
    if (step.kind !== 'wait') return { settledMs: atMs, delivered: step.kind === 'delivered', posts };
    atMs += step.durationMs;
  }
}
