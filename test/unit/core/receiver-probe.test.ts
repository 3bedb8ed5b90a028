import { describe, expect, test } from 'vitest';
import { nextConcurrency, type ProbeStep, sustainedStep } from '../../../src/core/receiver-probe.ts';

const step = (concurrency: number, batchesPerSecond: number, failed = 0): ProbeStep => ({
  concurrency,
  batchesPerSecond,
  eventsPerSecond: batchesPerSecond,
  p50Ms: 1,
  p99Ms: 2,
  failed,
});

describe('the search for what a receiver takes', () => {
  test('doubles what is sent at once while that brings a tenth more', () => {
    expect(nextConcurrency([])).toBe(1);
    expect(nextConcurrency([step(1, 100)])).toBe(2);
    expect(nextConcurrency([step(1, 100), step(2, 111)])).toBe(4);
    expect(nextConcurrency([step(1, 100), step(2, 109)])).toBeNull();
    expect(nextConcurrency([step(1, 100), step(2, 190), step(4, 180)])).toBeNull();
  });

  test('ends where something fails, and in any case', () => {
    expect(nextConcurrency([step(1, 100), step(2, 300, 1)])).toBeNull();
    expect(nextConcurrency([step(256, 1000)])).toBeNull();
  });

  test('has found the highest rate at which nothing failed', () => {
    expect(sustainedStep([step(1, 100), step(2, 190), step(4, 180), step(8, 900, 3)])?.concurrency).toBe(2);
    expect(sustainedStep([step(1, 0, 5)])).toBeNull();
  });
});
