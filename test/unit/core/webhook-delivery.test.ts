import { expect, test } from 'vitest';
import { asksToRetryAfter, backoffMs, giveUpMs } from '../../../src/core/webhook-delivery.ts';

test('waits grow by half and jitter by at most a fifth, as measured on kube-apiserver v1.36.3', () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMs(200, attempt, () => 0))).toEqual([200, 300, 450, 675]);
  expect(backoffMs(200, 0, () => 1)).toBe(240);
});

test('a batch is given up after 81 to 98 s when refused, 231 to 248 s when the receiver hangs (defaults)', () => {
  const { refusing, hanging } = giveUpMs(10_000);
  expect([refusing.min, refusing.max, hanging.min, hanging.max].map(Math.round)).toEqual([
    81_250, 97_500, 231_250, 247_500,
  ]);
});

test('Retry-After counts for 429 and 5xx only', () => {
  expect(asksToRetryAfter(429, '2')).toBe(2000);
  expect(asksToRetryAfter(503, '1')).toBe(1000);
  expect(asksToRetryAfter(400, '1')).toBeNull();
  expect(asksToRetryAfter(503, undefined)).toBeNull();
  expect(asksToRetryAfter(503, 'soon')).toBeNull();
});
