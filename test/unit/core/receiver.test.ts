import { describe, expect, test } from 'vitest';
import {
  describeReceiver,
  type FaultWindow,
  HEALTHY_RECEIVER,
  type ReceiverPlan,
  treat,
  withOutage,
} from '../../../src/core/receiver.ts';
import { seededRandom } from '../../../src/core/random.ts';

const never = (): number => {
  throw new Error('nothing is left to chance here');
};
const status = (code: number): FaultWindow['what'] => ({ kind: 'status', status: code, retryAfterSeconds: null });
const window = (changes: Partial<FaultWindow>): FaultWindow => ({
  fromMs: 0,
  forMs: null,
  share: 1,
  what: status(500),
  ...changes,
});
const plan = (...windows: FaultWindow[]): ReceiverPlan => ({ latencyMs: 20, windows });
const statusAt = (treated: ReceiverPlan, sinceStartMs: number, random = never): number | 'hang' => {
  const answer = treat(treated, { sinceStartMs, events: 1, bytes: 1000 }, random);
  return answer.kind === 'hang' ? 'hang' : answer.status;
};

describe('what a receiver does with a POST', () => {
  test('without faults it takes it after its latency', () => {
    expect(treat(plan(), { sinceStartMs: 5, events: 1, bytes: 10 }, never)).toEqual({
      kind: 'answer',
      status: 200,
      retryAfterSeconds: null,
      afterMs: 20,
    });
  });

  test('a body above its limit is answered 413, one of exactly the limit is taken', () => {
    const limited = { ...plan(), bodyLimitBytes: 1000 };
    const statusOf = (bytes: number) => treat(limited, { sinceStartMs: 5, events: 1, bytes }, never);
    expect(statusOf(1000)).toMatchObject({ status: 200 });
    expect(statusOf(1001)).toMatchObject({ status: 413, afterMs: 20 });
    expect(describeReceiver(limited)).toBe('latency 20 ms; bodies above 1000 B: 413');
  });

  test('a window counts from its first moment and not at its end', () => {
    const treated = plan(window({ fromMs: 100, forMs: 50 }));
    expect([99, 100, 149, 150].map((atMs) => statusAt(treated, atMs))).toEqual([200, 500, 500, 200]);
  });

  test('before the measurement nothing fails, not even what always fails', () => {
    expect(statusAt(plan(window({ what: { kind: 'hang' } })), -1)).toBe(200);
  });

  test('of windows that are open at once the first has the POST', () => {
    const treated = plan(window({ forMs: 10 }), window({ what: { kind: 'hang' } }));
    expect([5, 15].map((atMs) => statusAt(treated, atMs))).toEqual([500, 'hang']);
  });

  test('a share chooses as many of the POSTs, and the rest goes to the next window', () => {
    const random = seededRandom(7);
    const treated = plan(window({ share: 0.25 }), window({ share: 1, what: status(429) }));
    const answers = Array.from({ length: 4000 }, () => statusAt(treated, 1, random));
    expect(answers.filter((answer) => answer === 500).length / 4000).toBeCloseTo(0.25, 1);
    expect(answers.every((answer) => answer === 500 || answer === 429)).toBe(true);
  });

  test('an outage refuses with 503 and then leaves the rest as it was', () => {
    const treated = withOutage(plan(window({ what: status(400) })), 1000);
    expect([0, 999, 1000].map((atMs) => statusAt(treated, atMs))).toEqual([503, 503, 400]);
  });
});

test('a receiver in words', () => {
  expect(describeReceiver(HEALTHY_RECEIVER)).toBe('');
  expect(
    describeReceiver(plan(window({ fromMs: 2000, forMs: 4000, share: 0.5 }), window({ what: { kind: 'hang' } }))),
  ).toBe('latency 20 ms; from 2 s for 4 s: 500 for 50 % of the POSTs; from 0 ms on: hang');
});
