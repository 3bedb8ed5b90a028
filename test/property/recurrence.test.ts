import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BatchSettings } from '../../src/core/settings.ts';
import { simulate } from '../../src/pipeline/simulate.ts';
import { ArrivalIndex } from '../../src/tuning/arrivals/arrival-index.ts';
import { runUnbounded } from '../../src/tuning/search/recurrence.ts';

const shape = fc.record({
  maxBatchSize: fc.integer({ min: 1, max: 20 }),
  maxBatchWaitMs: fc.integer({ min: 1, max: 700 }),
  throttleQps: fc.double({ min: 0.5, max: 60, noNaN: true }),
  throttleBurst: fc.integer({ min: 1, max: 6 }),
});
const arrivals = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 40 })
  .map((steps) => {
    let atMs = 0;
    return Float64Array.from(
      steps.flatMap(([pauseMs, count]) => {
        // No arrival falls on the very instant of a timer: there rounding, not the model, would decide.
        atMs += pauseMs * 0.33713;
        return Array.from({ length: count }, (_, index) => atMs + (pauseMs % 2) * index * 0.7);
      }),
    ).sort();
  });
/** Of a log; most often none, as for a webhook. No multiple of it falls on an arrival. */
const write = fc.oneof(fc.constant(0), fc.double({ min: 0.0131, max: 9.117, noNaN: true }));
const timer = fc.option(fc.integer({ min: -2000, max: 0 }), { nil: null });

function batchSettings(
  given: { maxBatchSize: number; maxBatchWaitMs: number; throttleQps: number; throttleBurst: number },
  bufferSize: number,
): BatchSettings {
  return { mode: 'batch', bufferSize, throttleEnabled: true, initialBackoffMs: 1000, truncate: null, ...given };
}

describe('the batch recurrence', () => {
  test('is equal to the event-exact pipeline with an unbounded buffer', () => {
    fc.assert(
      fc.property(shape, arrivals, timer, write, (given, timesMs, timerStartMs, writeMs) => {
        const start = { writeMs, ...(timerStartMs === null ? {} : { timerStartMs }) };
        const exact = simulate(timesMs, batchSettings(given, 1e9), start);
        const scratch = new Float64Array(timesMs.length + 1);
        const fast = runUnbounded(new ArrivalIndex(timesMs), { ...given, writeMs }, 0, timerStartMs, scratch);
        expect(fast.batches).toBe(exact.batchSizes.length);
        for (const [index, atMs] of exact.batchTimesMs.entries()) expect(scratch[index]).toBeCloseTo(atMs, 6);
        expect(fast.smallestBuffer).toBe(Math.max(1, exact.peakBuffer));
      }),
      { numRuns: 500 },
    );
  });

  test('its B* loses nothing, and one event less loses', () => {
    fc.assert(
      fc.property(shape, arrivals, write, (given, timesMs, writeMs) => {
        const { smallestBuffer } = runUnbounded(
          new ArrivalIndex(timesMs),
          { ...given, writeMs },
          0,
          null,
          new Float64Array(timesMs.length + 1),
        );
        expect(simulate(timesMs, batchSettings(given, smallestBuffer), { writeMs }).dropped).toBe(0);
        if (smallestBuffer > 1)
          expect(simulate(timesMs, batchSettings(given, smallestBuffer - 1), { writeMs }).dropped).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
