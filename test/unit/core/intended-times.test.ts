import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Phase } from '../../../src/core/scenario.ts';
import { intendedCount, intendedTimes } from '../../../src/core/intended-times.ts';

const ramp = (fromPerSecond: number, toPerSecond: number, durationMs: number): Phase => ({
  name: 'r',
  measure: true,
  kind: 'ramp',
  fromPerSecond,
  toPerSecond,
  durationMs,
});

describe('intended send times', () => {
  test('a constant rate is an even grid with the exact number', () => {
    expect([
      ...intendedTimes({ name: 'c', measure: true, kind: 'constant', ratePerSecond: 4, durationMs: 1000 }, 1),
    ]).toEqual([0, 250, 500, 750]);
    expect(
      intendedTimes({ name: 'c', measure: true, kind: 'constant', ratePerSecond: 4, durationMs: 1000 }, 1.5),
    ).toHaveLength(6);
  });

  test('a ramp from 0 sends, and its rate at any moment is the ramp', () => {
    const times = intendedTimes(ramp(0, 1000, 10_000), 1);
    expect(times).toHaveLength(5000);
    const between = (from: number, to: number): number => times.filter((atMs) => atMs >= from && atMs < to).length;
    // ∫ of 100·t over [4, 5) s is 450.
    expect(Math.abs(between(4000, 5000) - 450)).toBeLessThanOrEqual(1);
    expect(Math.abs(between(9000, 10_000) - 950)).toBeLessThanOrEqual(1);
  });

  test('a ramp never runs over its duration, is sorted, and has as many requests as its area', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2000 }),
        fc.integer({ min: 1, max: 2000 }),
        fc.integer({ min: 100, max: 20_000 }),
        (from, to, durationMs) => {
          const times = intendedTimes(ramp(from, to, durationMs), 1);
          expect(times).toHaveLength(Math.round(((from + to) * durationMs) / 2000));
          expect(times.every((atMs, index) => atMs >= (times[index - 1] ?? 0) && atMs <= durationMs)).toBe(true);
        },
      ),
    );
  });

  test('a burst has a number and no times, idle has neither', () => {
    expect(
      intendedCount(
        { name: 'b', measure: true, kind: 'burst', requests: 100, connections: 4, assumeRatePerSecond: null },
        1.5,
      ),
    ).toBe(150);
    expect(intendedCount({ name: 'i', measure: true, kind: 'idle', durationMs: 100 }, 1)).toBe(0);
  });
});
