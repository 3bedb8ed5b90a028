import { describe, expect, test } from 'vitest';
import { withOutage } from '../../../src/core/receiver.ts';
import {
  type ReceiverModel,
  deliverBatches,
  healthyReceiver,
  receiverModel,
} from '../../../src/pipeline/deliveries.ts';
import { Delivery } from '../../../src/pipeline/delivery.ts';

const REFUSED = { status: 400, retryAfterMs: null };
const ASKED_TO_WAIT = { status: 429, retryAfterMs: 1000 };
const noJitter = (): number => 0;

/** The times at which a batch is POSTed to a receiver, and the outcome. */
function posts(
  receiver: ReceiverModel,
  initialBackoffMs: number,
): { atMs: number[]; settledMs: number; delivered: boolean } {
  const atMs: number[] = [];
  const noting: ReceiverModel = (post) => {
    atMs.push(post.sinceStartMs);
    return receiver(post);
  };
  const [outcome = expect.unreachable()] = deliverBatches([{ handedOverMs: 0, events: 1, bytes: 1000 }], {
    receiver: noting,
    initialBackoffMs,
    random: noJitter,
  });
  expect(outcome.posts).toBe(atMs.length);
  return { atMs, settledMs: outcome.settledMs, delivered: outcome.delivered };
}

describe('one batch on its way to the webhook', () => {
  test('any 2xx ends it at once', () => {
    expect(new Delivery(1000, noJitter).answered({ status: 204, retryAfterMs: null })).toEqual({ kind: 'delivered' });
  });

  test('a refusal is tried again like a failure: 5 POSTs, the waits grow by half', () => {
    const { atMs, delivered } = posts(() => ({ answer: REFUSED, durationMs: 0 }), 200);
    expect(atMs).toEqual([0, 200, 500, 950, 1625]);
    expect(delivered).toBe(false);
  });

  test('a wait is longer by at most a fifth', () => {
    const step = new Delivery(200, () => 0.999_999).answered(REFUSED);
    expect(step.kind === 'wait' ? step.durationMs : 0).toBeCloseTo(240, 3);
  });

  test('an answer with Retry-After is POSTed 11 times an attempt, 55 times in all', () => {
    const { atMs, settledMs, delivered } = posts(() => ({ answer: ASKED_TO_WAIT, durationMs: 0 }), 200);
    expect(atMs).toHaveLength(55);
    // 50 waits of a second and 0.2 · (1 + 1.5 + 2.25 + 3.375) s without jitter; 53.6 s measured on v1.36.3 with it.
    expect(settledMs).toBe(51_625);
    expect(delivered).toBe(false);
  });

  test('a receiver that hangs costs 30 s a POST', () => {
    const hanging = receiverModel(
      { latencyMs: 5, windows: [{ fromMs: 0, forMs: null, share: 1, what: { kind: 'hang' } }] },
      1,
    );
    expect(posts(hanging, 1000)).toEqual({
      atMs: [0, 31_000, 62_500, 94_750, 128_125],
      settledMs: 158_125,
      delivered: false,
    });
  });

  test('an answer after 35 s is none: the client ends each POST at 30 s and gives the batch up', () => {
    const { atMs, delivered } = posts(healthyReceiver(35_000), 1000);
    expect({ posts: atMs.length, delivered }).toEqual({ posts: 5, delivered: false });
  });

  test('a receiver that is back before the last POST gets the batch', () => {
    const back: ReceiverModel = ({ sinceStartMs }) => ({
      answer: sinceStartMs >= 1600 ? { status: 200, retryAfterMs: null } : REFUSED,
      durationMs: 10,
    });
    expect(posts(back, 200)).toEqual({ atMs: [0, 210, 520, 980, 1665], settledMs: 1675, delivered: true });
  });

  test('an outage that ends before the last POST costs time and no batch', () => {
    const away = receiverModel(withOutage({ latencyMs: 5, windows: [] }, 1000), 1);
    expect(posts(away, 200)).toEqual({ atMs: [0, 205, 510, 965, 1645], settledMs: 1650, delivered: true });
    expect(posts(receiverModel(withOutage({ latencyMs: 5, windows: [] }, 2000), 1), 200).delivered).toBe(false);
  });

  test('a healthy receiver has it after its latency', () => {
    expect(posts(healthyReceiver(25), 200)).toEqual({ atMs: [0], settledMs: 25, delivered: true });
  });
});
