import fc from 'fast-check';
import { expect, test } from 'vitest';
import { poissonChunks, poissonTimes } from '../../src/core/poisson.ts';
import { receiverModel } from '../../src/pipeline/deliveries.ts';
import { playArrivals } from '../../src/pipeline/play.ts';
import { simulate } from '../../src/pipeline/simulate.ts';
import { flagsArrivals, plannedFromFlags } from '../../src/tuning/arrivals/planned-flags.ts';
import { simulateFlags } from '../../src/tuning/simulated-flags.ts';
import { RECEIVER_PLANS } from '../support/fault-plans.ts';
import { QUICK } from '../support/settings.ts';

const settings = fc.record({
  bufferSize: fc.integer({ min: 1, max: 60 }),
  maxBatchSize: fc.integer({ min: 1, max: 20 }),
  maxBatchWaitMs: fc.integer({ min: 1, max: 500 }),
  throttleQps: fc.double({ min: 0.5, max: 50, noNaN: true }),
  throttleBurst: fc.integer({ min: 1, max: 5 }),
});
/** Gaps between arrivals, and where the record is cut into chunks. */
const gaps = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 200 });

test('arrivals that are played a chunk at a time come out as those that stand in memory', () => {
  fc.assert(
    fc.property(settings, gaps, fc.nat(200), RECEIVER_PLANS, fc.integer(), (tried, between, cut, plan, seed) => {
      const given = { ...QUICK, ...tried };
      let atMs = 0;
      const timesMs = Float64Array.from(between, (gapMs) => (atMs += gapMs));
      const sizesBytes = new Float64Array(timesMs.length).fill(700);
      const whole = simulate(timesMs, given, { receiver: receiverModel(plan, seed), sizesBytes, startMs: 0, seed });
      const options = { receiver: receiverModel(plan, seed), eventBytes: 700, seed };
      const { lagMaxMs, ...sums } = playArrivals([timesMs.subarray(0, cut), timesMs.subarray(cut)], given, options);
      const { generated, dropped, failed, firstLossMs, peakBuffer, settledMs } = whole;
      expect(sums).toEqual({ generated, dropped, failed, firstLossMs, peakBuffer, settledMs });
      const lags = [...whole.deliveredMs].map((doneMs, index) => doneMs - (timesMs[index] ?? 0));
      expect(lagMaxMs).toBe(Math.max(0, ...lags.filter((lagMs) => !Number.isNaN(lagMs))));
    }),
    { numRuns: 500 },
  );
});

test('a rate in chunks is the same rate, and a burst in its middle stands in order', () => {
  const chunks = [...poissonChunks(2000, 100_000, 7)];
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks.flatMap((chunk) => [...chunk])).toEqual([...poissonTimes(2000, 100_000, 7)]);
  const load = { ratePerSecond: 2000, durationMs: 100_000, burst: 500, seed: 7 };
  const timesMs = [...flagsArrivals(load)].flatMap((chunk) => [...chunk]);
  expect(timesMs).toEqual(timesMs.toSorted((a, b) => a - b));
  expect(timesMs.filter((atMs) => atMs === 50_000)).toHaveLength(500);
  expect([...plannedFromFlags(load).arrivals.timesMs]).toEqual(timesMs);
  expect([...flagsArrivals({ ...load, ratePerSecond: 0.001 })].flatMap((chunk) => [...chunk])).toHaveLength(502);
});

test('a time that is named is played whole, also where it does not fit into memory', () => {
  const question = { name: 'mine', ratePerSecond: 3000, durationMs: 100_000, burst: 0, apiservers: 1, seed: 1 };
  const holds = {
    ...QUICK,
    bufferSize: 10_000,
    maxBatchSize: 400,
    maxBatchWaitMs: 1000,
    throttleQps: 10,
    throttleBurst: 15,
  };
  const { settings: answer, searchedMs, safe } = simulateFlags({ ...question, settings: holds }, 100_000);
  expect(answer.generated).toBeGreaterThan(290_000);
  expect(searchedMs).toBeCloseTo((100_000 / 3000) * 1000, 0);
  expect(safe).toBe(true);
  expect(simulateFlags({ ...question, durationMs: 1000, settings: holds }).searchedMs).toBeNull();
});
