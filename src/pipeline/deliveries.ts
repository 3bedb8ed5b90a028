import { seededRandom } from '../core/random.ts';
import type { ReceiverSpec } from '../core/scenario.ts';
import { OUTAGE_STATUS, POST_TIMEOUT_MS } from '../core/webhook-delivery.ts';
import { Delivery, type PostAnswer } from './delivery.ts';

/** How a receiver treats a POST that reaches it at `atMs`: its answer, and the time until the client has it. */
export type ReceiverModel = (atMs: number) => { readonly answer: PostAnswer; readonly durationMs: number };

/** What became of one batch. */
export interface BatchOutcome {
  /** When the receiver had taken it, or when it was given up. */
  readonly settledMs: number;
  readonly delivered: boolean;
  readonly posts: number;
}

/** Takes every batch, `latencyMs` after it was POSTed. */
export function healthyReceiver(latencyMs: number): ReceiverModel {
  return receiverModel({ latencyMs, fault: null }, 0);
}

/** The receiver of a scenario: its latency, its fault with this seed, and an outage that lasts until `outageUntilMs`; healthy without. */
export function receiverModel(
  { latencyMs, fault }: Pick<ReceiverSpec, 'latencyMs' | 'fault'>,
  seed: number,
  outageUntilMs = Number.NEGATIVE_INFINITY,
): ReceiverModel {
  const random = seededRandom(seed);
  const retryAfterMs = fault?.retryAfterSeconds == null ? null : fault.retryAfterSeconds * 1000;
  const refused = { answer: { status: OUTAGE_STATUS, retryAfterMs: null }, durationMs: latencyMs };
  return (atMs) => {
    if (atMs < outageUntilMs) return refused;
    if (fault === null || random() >= fault.ratio)
      return { answer: { status: 200, retryAfterMs: null }, durationMs: latencyMs };
    if (fault.kind === 'hang') return { answer: { status: null, retryAfterMs: null }, durationMs: POST_TIMEOUT_MS };
    return { answer: { status: fault.status, retryAfterMs }, durationMs: latencyMs };
  };
}

/**
 * Delivers a batch in virtual time, retries and all. Each is a goroutine of its own in kube-apiserver, with no limit on
 * how many (audit-pipeline notes, 8), so batches neither wait for each other nor hold the buffer up.
 */
export function deliverBatch(
  handedOverMs: number,
  receiver: ReceiverModel,
  initialBackoffMs: number,
  random: () => number,
): BatchOutcome {
  const delivery = new Delivery(initialBackoffMs, random);
  let atMs = handedOverMs;
  for (let posts = 1; ; posts += 1) {
    const { answer, durationMs } = receiver(atMs);
    atMs += durationMs;
    const step = delivery.answered(answer);
    if (step.kind !== 'wait') return { settledMs: atMs, delivered: step.kind === 'delivered', posts };
    atMs += step.durationMs;
  }
}
