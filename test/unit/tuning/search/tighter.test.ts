import { describe, expect, test } from 'vitest';
import { WEBHOOK_DEFAULTS } from '../../../../src/core/kubernetes-defaults.ts';
import type { BatchSettings } from '../../../../src/core/settings.ts';
import { ArrivalIndex } from '../../../../src/tuning/arrivals/arrival-index.ts';
import { predictedLoss } from '../../../../src/tuning/search/first-loss.ts';
import { modelMargin } from '../../../../src/tuning/search/need.ts';
import { peakDemandPerSecond } from '../../../../src/tuning/search/peak.ts';
import { runUnbounded } from '../../../../src/tuning/search/recurrence.ts';
import { tighterSettings } from '../../../../src/tuning/search/tighter.ts';

const arrivalsOf = (timesMs: Float64Array) => [{ index: new ArrivalIndex(timesMs), timerStartMs: null }];
const settings = (changes: Partial<BatchSettings>): BatchSettings => ({
  ...WEBHOOK_DEFAULTS,
  maxBatchSize: 100,
  throttleBurst: 1,
  maxBatchWaitMs: 1000,
  ...changes,
});

describe('settings that must lose', () => {
  test('a buffer that fills gets smaller, to B* less twice the margin; all else stays', () => {
    const burst = Float64Array.from({ length: 4000 }, (_, index) => index * 0.05);
    const recommended = settings({ throttleQps: 50, bufferSize: 8000 });
    const tighter = tighterSettings(recommended, arrivalsOf(burst), 0) ?? expect.unreachable();
    const { smallestBuffer } = runUnbounded(new ArrivalIndex(burst), recommended, 0, null, new Float64Array(4001));
    const bufferSize = smallestBuffer - 2 * modelMargin(100, 4000);
    expect(tighter.settings).toEqual({ ...recommended, bufferSize });
    expect(tighter.gap).toBe(`buffer-size 8,000 → ${bufferSize.toLocaleString('en-US')}`);
  });

  test('where the throttle binds only Q falls: to 0.9 of the peak demand, and on until the model loses', () => {
    const steady = arrivalsOf(Float64Array.from({ length: 10_000 }, (_, index) => index * 2));
    const recommended = settings({ throttleQps: 6, bufferSize: 500 });
    const tighter = tighterSettings(recommended, steady, 0) ?? expect.unreachable();
    const { throttleQps } = tighter.settings;
    expect(peakDemandPerSecond(steady)).toBe(500);
    expect(tighter.settings).toEqual({ ...recommended, throttleQps });
    expect(throttleQps).toBeLessThanOrEqual(4.5);
    expect(tighter.gap).toBe(`throttle-qps 6 → ${throttleQps}`);
    expect(predictedLoss(tighter.settings, steady)).toBeGreaterThan(modelMargin(100, 10_000));
  });

  test('a large buffer that takes the whole load gets small as well, or no throttle would lose', () => {
    const steady = arrivalsOf(Float64Array.from({ length: 4000 }, (_, index) => index * 2));
    const { settings: tight } = tighterSettings(WEBHOOK_DEFAULTS, steady, 0.2) ?? expect.unreachable();
    expect(tight).toMatchObject({ bufferSize: 400, throttleBurst: 1, maxBatchSize: 400 });
    expect(predictedLoss(tight, steady)).toBeGreaterThan(0.2 * 4000);
  });

  test('a load that any buffer takes whole has none', () => {
    expect(tighterSettings(settings({ throttleQps: 5 }), arrivalsOf(Float64Array.from([0, 500, 1000])), 0)).toBeNull();
  });
});
