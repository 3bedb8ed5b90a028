import { expect, test } from 'vitest';
import { Seconds } from '../../../src/profile/seconds.ts';

const NOON_MS = Date.parse('2026-11-24T12:00:00Z');

function secondsOf(counts: readonly number[]): Seconds {
  const seconds = new Seconds();
  counts.forEach((count, second) => {
    for (let at = 0; at < count; at += 1) seconds.add(NOON_MS + second * 1000 + at);
  });
  return seconds;
}

test('empty seconds count in mean and quantiles', () => {
  expect(secondsOf([4, 0, 0, 0, 1, 0, 0, 0, 0, 5]).summary()).toEqual({ mean: 1, p50: 0, p99: 5, max: 5 });
});

test('the busiest windows', () => {
  const seconds = secondsOf([1, 9, 0, 5, 6, 7, 1]);
  expect(seconds.busiest(1)).toEqual({ startMs: NOON_MS + 1000, events: 9 });
  expect(seconds.busiest(3)).toEqual({ startMs: NOON_MS + 3000, events: 18 });
  expect(seconds.busiestLong(3)).toEqual({ startMs: NOON_MS + 3000, events: 18 });
});

test('variance over mean: 0 of what is even, whole windows alone', () => {
  expect(secondsOf([5, 5, 5, 5]).dispersion(1)).toBe(0);
  expect(secondsOf([4, 0, 4, 0, 4]).dispersion(1)).toBeCloseTo(1.6, 9);
  expect(secondsOf([4, 0, 4, 0, 4]).dispersion(2)).toBe(0);
});

test('bursts are seconds in a row above three times the median, and ten', () => {
  expect(secondsOf([2, 2, 30, 40, 2, 2, 2, 11]).bursts()).toEqual({
    count: 2,
    longestSeconds: 2,
    largest: [
      { startMs: NOON_MS + 2000, seconds: 2, events: 70, peak: 40 },
      { startMs: NOON_MS + 7000, seconds: 1, events: 11, peak: 11 },
    ],
  });
});

test('hours of the day over several days, those that the record spans', () => {
  const seconds = new Seconds();
  // From 12:00 to 13:59:59 of the next day, 10 events in each 12 o'clock hour.
  for (const day of [0, 1]) for (let at = 0; at < 10; at += 1) seconds.add(NOON_MS + day * 86_400_000 + at * 1000);
  seconds.add(NOON_MS + 86_400_000 + 2 * 3_600_000 - 1);
  const hours = seconds.byHour();
  expect(hours[12]).toBeCloseTo(20 / 7200, 9);
  expect(hours[13]).toBeCloseTo(1 / 7200, 9);
  expect(hours[3]).toBe(0);
});

test('a clock that jumps by years takes no memory', () => {
  const seconds = secondsOf([1]);
  seconds.add(Date.parse('1999-01-01T00:00:00Z'));
  expect(seconds.series().perSecond.length).toBeLessThanOrEqual(600);
});
