import { describe, expect, test } from 'vitest';
import type { BatchSettings } from '../../../src/core/settings.ts';
import { AuditBuffer } from '../../../src/pipeline/audit-buffer.ts';
import { simulate } from '../../../src/pipeline/simulate.ts';

const BASE: BatchSettings = {
  mode: 'batch',
  bufferSize: 1000,
  maxBatchSize: 100,
  maxBatchWaitMs: 1000,
  throttleEnabled: true,
  throttleQps: 2,
  throttleBurst: 2,
  initialBackoffMs: 10_000,
  truncate: null,
};

/** Evenly spaced arrivals: `ratePerSecond` for `seconds`, beginning at `fromMs`. */
function steady(ratePerSecond: number, seconds: number, fromMs = 0): number[] {
  return Array.from({ length: ratePerSecond * seconds }, (_, index) => fromMs + (index * 1000) / ratePerSecond);
}

describe('the buffered backend', () => {
  test('loses nothing below its ceiling', () => {
    const { dropped, peakBuffer } = simulate(Float64Array.from(steady(190, 20)), BASE);
    expect(dropped).toBe(0);
    expect(peakBuffer).toBeLessThanOrEqual(100);
  });

  test('takes A = B + U·S + S events at once', () => {
    const capacity = 1000 + 2 * 100 + 100;
    expect(simulate(new Float64Array(capacity), BASE).dropped).toBe(0);
    expect(simulate(new Float64Array(capacity + 1), BASE).dropped).toBe(1);
  });

  test('an event that waits alone leaves when the wait is over', () => {
    const { batchTimesMs, batchSizes, batchesByTimer } = simulate(Float64Array.of(300), BASE, { startMs: 0 });
    expect([batchTimesMs, batchSizes, batchesByTimer]).toEqual([[1000], [1], 1]);
  });

  test('the idle timer keeps the phase of the last hand-over', () => {
    const { batchTimesMs } = simulate(Float64Array.of(300), BASE, { startMs: 0, timerStartMs: -2600 });
    expect(batchTimesMs).toEqual([400]);
  });

  test('a batch of one has no timer and no wait', () => {
    const { batchTimesMs } = simulate(Float64Array.of(10, 20, 30), {
      ...BASE,
      maxBatchSize: 1,
      throttleQps: 10,
      throttleBurst: 1,
    });
    expect(batchTimesMs).toEqual([10, 110, 210]);
  });

  test('without a throttle batches leave as soon as they are full', () => {
    const { batchTimesMs, dropped } = simulate(Float64Array.from(steady(1000, 1)), { ...BASE, throttleEnabled: false });
    expect(dropped).toBe(0);
    expect(batchTimesMs[0]).toBe(99);
  });

  test('a synchronous hand-over fills the buffer', () => {
    const dropped: number[] = [];
    const buffer = new AuditBuffer<number>(
      { ...BASE, bufferSize: 5, maxBatchSize: 1, throttleEnabled: false },
      { handedOver: () => {} },
      { startMs: 0 },
      () => 1000,
    );
    for (let event = 0; event < 10; event += 1) if (!buffer.arrive(event, event)) dropped.push(event);
    // One is being written, five wait.
    expect(dropped).toEqual([6, 7, 8, 9]);
  });

  test('shutdown empties the buffer batch by batch, each with a token', () => {
    const batches: [number, number][] = [];
    const observer = {
      handedOver: (batch: readonly number[], atMs: number): void => void batches.push([batch.length, atMs]),
    };
    const buffer = new AuditBuffer<number>({ ...BASE, bufferSize: 2000 }, observer, { startMs: 0, tokens: 0 });
    for (let event = 0; event < 250; event += 1) buffer.arrive(0, event);
    expect(buffer.shutdown(100)).toBe(1500);
    expect(batches).toEqual([
      [100, 500],
      [100, 1000],
      [50, 1500],
    ]);
  });
});

describe('the cases measured on kube-apiserver v1.36.3 ', () => {
  const cases: readonly [string, BatchSettings, readonly number[], number, number][] = [
    ['steady 400/s', BASE, steady(400, 10), 899, 819],
    [
      'steady 1000/s',
      { ...BASE, bufferSize: 500, maxBatchSize: 50, throttleQps: 4, throttleBurst: 4 },
      steady(1000, 8),
      5749,
      5700,
    ],
    [
      'burst, small buffer',
      { ...BASE, bufferSize: 2000, throttleQps: 5, throttleBurst: 5 },
      [...steady(200, 4), ...steady(2000, 2, 4000), ...steady(200, 4, 6000)],
      597,
      573,
    ],
    [
      'burst, large buffer',
      { ...BASE, bufferSize: 3000, throttleQps: 5, throttleBurst: 5 },
      [...steady(200, 4), ...steady(2000, 2, 4000), ...steady(200, 4, 6000)],
      0,
      0,
    ],
  ];
  test.each(cases)('%s', (_name, settings, arrivals, model, measured) => {
    const { dropped, generated } = simulate(Float64Array.from(arrivals), settings);
    const allowed = Math.max(settings.maxBatchSize, 0.01 * generated);
    expect(Math.abs(dropped - model)).toBeLessThanOrEqual(allowed);
    expect(Math.abs(dropped - measured)).toBeLessThanOrEqual(allowed);
  });
});
