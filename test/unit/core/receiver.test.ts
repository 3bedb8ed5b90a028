import { describe, expect, test } from 'vitest';
import {
  describeReceiver,
  type FaultWindow,
  HEALTHY_RECEIVER,
  type ReceiverPlan,
  withOutage,
} from '../../../src/core/receiver.ts';
import { IDLE_RECEIVER, type ReceiverState, treat as treatAfter } from '../../../src/core/receiver-treatment.ts';
import type { ReceivedPost } from '../../../src/core/receiver.ts';
import { seededRandom } from '../../../src/core/random.ts';

/** The first POST that a receiver gets. */
const treat = (treated: ReceiverPlan, post: ReceivedPost, random: () => number) =>
  treatAfter(treated, post, IDLE_RECEIVER, random).answer;

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
const statusAt = (treated: ReceiverPlan, sinceStartMs: number, random = never): number | 'hang' | 'cut' => {
  const answer = treat(treated, { sinceStartMs, events: 1, bytes: 1000 }, random);
  return answer.kind === 'answer' ? answer.status : answer.kind;
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

/** What POSTs of these times come to, one after the other: the status and when it is answered, or what else. */
function answersOf(treated: ReceiverPlan, timesMs: readonly number[], post: Partial<ReceivedPost> = {}): unknown[] {
  let state: ReceiverState = IDLE_RECEIVER;
  return timesMs.map((sinceStartMs) => {
    const treatment = treatAfter(treated, { events: 1, bytes: 1000, ...post, sinceStartMs }, state, never);
    state = treatment.state;
    const { answer } = treatment;
    if (answer.kind === 'hang') return 'hang';
    const atMs = sinceStartMs + answer.afterMs;
    return answer.kind === 'cut' ? `cut at ${atMs}` : `${answer.status} at ${atMs}`;
  });
}

describe('limits of a receiver', () => {
  const limited = (
    of: 'requests per second' | 'concurrency' | 'bytes per second',
    most: number,
    beyond: number | 'wait',
  ) => plan(window({ what: { kind: 'limit', of, most, beyond } }));

  test('requests a second: a second of them at once, then one by one; beyond them a status or a wait', () => {
    const times = [0, 0, 0, 250, 500];
    const refused = ['200 at 20', '200 at 20', '429 at 0', '429 at 250', '200 at 520'];
    expect(answersOf(limited('requests per second', 2, 429), times)).toEqual(refused);
    expect(answersOf(limited('requests per second', 2, 'wait'), [0, 0, 0, 0])).toEqual([
      '200 at 20',
      '200 at 20',
      '200 at 520',
      '200 at 1020',
    ]);
  });

  test('so many at once: a place is free when an answer has been given', () => {
    const times = [0, 5, 10, 21];
    expect(answersOf(limited('concurrency', 2, 503), times)).toEqual([
      '200 at 20',
      '200 at 25',
      '503 at 10',
      '200 at 41',
    ]);
    expect(answersOf(limited('concurrency', 1, 'wait'), times)).toEqual([
      '200 at 20',
      '200 at 40',
      '200 at 60',
      '200 at 80',
    ]);
  });

  test('bytes a second: bodies come one after the other', () => {
    expect(answersOf(limited('bytes per second', 1000, 'wait'), [0, 100, 5000])).toEqual([
      '200 at 1020',
      '200 at 2020',
      '200 at 6020',
    ]);
  });
});

describe('other faults of a receiver', () => {
  const withFault = (what: FaultWindow['what'], changes: Partial<FaultWindow> = {}) =>
    plan(window({ what, ...changes }));

  test('latency is added: constant, by event, growing over the window', () => {
    expect(answersOf(withFault({ kind: 'latency', add: { by: 'constant', ms: 80 } }), [0])).toEqual(['200 at 100']);
    const byEvent = withFault({ kind: 'latency', add: { by: 'event', msPerEvent: 3 } });
    expect(answersOf(byEvent, [0], { events: 100 })).toEqual(['200 at 320']);
    const ramp = withFault({ kind: 'latency', add: { by: 'ramp', fromMs: 0, toMs: 100 } }, { forMs: 1000 });
    expect(answersOf(ramp, [0, 500, 1000])).toEqual(['200 at 20', '200 at 570', '200 at 1020']);
  });

  test('spread latency has the median and the 99th percentile that were asked for', () => {
    const random = seededRandom(3);
    const spread = withFault({ kind: 'latency', add: { by: 'quantiles', p50Ms: 100, p99Ms: 1000 } });
    const added = Array.from({ length: 20_000 }, () => {
      const answer = treat(spread, { sinceStartMs: 1, events: 1, bytes: 1 }, random);
      return answer.kind === 'answer' ? answer.afterMs - 20 : Number.NaN;
    }).toSorted((a, b) => a - b);
    expect((added[10_000] ?? 0) / 100).toBeCloseTo(1, 1);
    expect((added[19_800] ?? 0) / 1000).toBeCloseTo(1, 0);
  });

  test('a body limit has a status of its own', () => {
    const falco = withFault({ kind: 'body-limit', bytes: 1000, status: 400 });
    expect(answersOf(falco, [0])).toEqual(['200 at 20']);
    expect(answersOf(falco, [0], { bytes: 1001 })).toEqual(['400 at 20']);
  });

  test.each(['refuse', 'tls', 'restart'] as const)('nobody gets through while it is open: %s', (kind) => {
    expect(answersOf(withFault({ kind }, { fromMs: 100, forMs: 50 }), [10, 120, 150])).toEqual([
      '200 at 30',
      'cut at 120',
      '200 at 170',
    ]);
  });

  test('a restart ends what is under way when it begins, and closing the port alone does not', () => {
    const restart = { fromMs: 100, forMs: 50 };
    expect(answersOf(withFault({ kind: 'restart' }, restart), [90])).toEqual(['cut at 100']);
    expect(answersOf(withFault({ kind: 'refuse' }, restart), [90])).toEqual(['200 at 110']);
  });

  test('are told in words', () => {
    const faults: readonly FaultWindow['what'][] = [
      { kind: 'latency', add: { by: 'quantiles', p50Ms: 10, p99Ms: 500 } },
      { kind: 'limit', of: 'concurrency', most: 4, beyond: 'wait' },
      { kind: 'limit', of: 'bytes per second', most: 1_048_576, beyond: 'wait' },
      { kind: 'body-limit', bytes: 1024, status: 400 },
      { kind: 'restart' },
    ];
    expect(faults.map((what) => describeReceiver({ latencyMs: 0, windows: [window({ what })] }))).toEqual([
      'from 0 ms on: p50 10 ms, p99 500 ms later',
      'from 0 ms on: at most 4 at once, beyond: wait',
      'from 0 ms on: at most 1 MiB a second, beyond: wait',
      'from 0 ms on: 400 to bodies above 1 KiB',
      'from 0 ms on: restarts',
    ]);
  });
});
