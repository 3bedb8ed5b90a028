import { describe, expect, test } from 'vitest';
import { intendedSchedule, intendedTimes } from '../../../src/core/intended-times.ts';
import { poissonPositions, poissonTimes } from '../../../src/core/poisson.ts';
import type { ConstantPhase, RampPhase } from '../../../src/core/scenario.ts';

const common = { name: 'p', measure: true, durationMs: 100_000, arrivals: 'poisson' } as const;
const constant: ConstantPhase = { ...common, kind: 'constant', ratePerSecond: 100 };

/** Variance over mean of the number in windows of 100 ms: 1 for a Poisson process, 0 for an even one. */
function dispersion(times: Float64Array): number {
  const counts = new Float64Array(1000);
  for (const atMs of times) counts[Math.floor(atMs / 100)] = (counts[Math.floor(atMs / 100)] ?? 0) + 1;
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length / mean;
}

describe('arrivals of independent clients', () => {
  test('times of a rate come in clusters, the same for the same seed', () => {
    const times = poissonTimes(100, 100_000, 1);
    expect(times.length).toBeGreaterThan(9700);
    expect(times.length).toBeLessThan(10_300);
    expect(dispersion(times)).toBeCloseTo(1, 0);
    expect(times).toEqual(poissonTimes(100, 100_000, 1));
    expect(times).not.toEqual(poissonTimes(100, 100_000, 2));
    expect(times).toEqual(times.toSorted());
  });

  test('a phase sends exactly as many requests as its rate says, in clusters and in order', () => {
    const times = intendedTimes(constant, 1);
    expect(times).toHaveLength(10_000);
    expect(dispersion(times)).toBeCloseTo(1, 0);
    expect(times).toEqual(times.toSorted());
    expect(times[0]).toBeGreaterThanOrEqual(0);
    expect(times.at(-1)).toBeLessThan(100_000);
    expect(times).not.toEqual(intendedTimes(constant, 1, 2));
  });

  test('a ramp keeps its shape: a quarter of its requests in the first half', () => {
    const ramp: RampPhase = { ...common, kind: 'ramp', fromPerSecond: 0, toPerSecond: 200 };
    const times = intendedTimes(ramp, 1);
    const half = times.filter((atMs) => atMs < 50_000).length;
    expect(Math.abs(half - 2500)).toBeLessThan(150);
    expect(times).toEqual(times.toSorted());
  });

  test('a time asked for again is the same, whatever was asked for before', () => {
    const position = poissonPositions(50, 7);
    const all = Array.from({ length: 50 }, (_, k) => position(k));
    expect([3, 40, 0, 49].map((k) => poissonPositions(50, 7)(k))).toEqual([3, 40, 0, 49].map((k) => all[k]));
    const { atMs } = intendedSchedule(constant, 1);
    const late = atMs(500);
    atMs(3);
    expect(atMs(500)).toBe(late);
  });
});
