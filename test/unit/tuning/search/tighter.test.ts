import { describe, expect, test } from 'vitest';
import { kubernetesDefaults } from '../../../../src/core/kubernetes-defaults.ts';
import { ArrivalIndex } from '../../../../src/tuning/arrivals/arrival-index.ts';
import { modelMargin, search } from '../../../../src/tuning/search/search.ts';
import { peakDemandPerSecond, predictedLoss, tighterSettings } from '../../../../src/tuning/search/tighter.ts';
import { tuneSpec } from '../../../support/model-cluster.ts';

const arrivalsOf = (timesMs: Float64Array) => [{ index: new ArrivalIndex(timesMs), timerStartMs: null }];
const bestFor = (timesMs: Float64Array, space: Parameters<typeof search>[1]) => {
  const { limits } = tuneSpec();
  const { initialBackoffMs } = kubernetesDefaults('webhook');
  const sizes = { eventBytesMean: 700, eventBytesMax: 900, receiverLatencyMs: 5 };
  const input = { arrivals: arrivalsOf(timesMs), ...sizes, initialBackoffMs, limits, surviveReceiverOutageMs: null };
  return search(input, space).candidates[0] ?? expect.unreachable();
};

describe('settings that must lose', () => {
  test('a buffer that fills gets smaller by twice the margin, all else stays', () => {
    const burst = Float64Array.from({ length: 4000 }, (_, index) => index * 0.05);
    const candidate = bestFor(burst, {
      maxBatchSize: [100],
      throttleQps: [50],
      throttleBurst: [1],
      maxBatchWaitMs: [1000],
    });
    const tighter = tighterSettings(candidate, arrivalsOf(burst)) ?? expect.unreachable();
    const bufferSize = candidate.smallestBuffer - 2 * modelMargin(100, 4000);
    expect(tighter.settings).toEqual({ ...candidate.settings, bufferSize });
    expect(tighter.gap).toBe(
      `bufferSize ${candidate.settings.bufferSize.toLocaleString('en-US')} → ${bufferSize.toLocaleString('en-US')}`,
    );
  });

  test('where the throttle binds only Q falls: to 0.9 of the peak demand, and on until the model loses', () => {
    const steady = Float64Array.from({ length: 10_000 }, (_, index) => index * 2);
    const candidate = bestFor(steady, {
      maxBatchSize: [100],
      throttleQps: [6],
      throttleBurst: [1],
      maxBatchWaitMs: [1000],
    });
    const tighter = tighterSettings(candidate, arrivalsOf(steady)) ?? expect.unreachable();
    const { throttleQps } = tighter.settings;
    expect(peakDemandPerSecond(arrivalsOf(steady))).toBe(500);
    expect(tighter.settings).toEqual({ ...candidate.settings, throttleQps });
    expect(throttleQps).toBeLessThanOrEqual(4.5);
    expect(tighter.gap).toBe(`throttleQps 6 → ${throttleQps}`);
    expect(predictedLoss(tighter.settings, arrivalsOf(steady))).toBeGreaterThan(modelMargin(100, 10_000));
  });

  test('a load that any buffer takes whole has none', () => {
    const few = Float64Array.from([0, 500, 1000]);
    const candidate = bestFor(few, {
      maxBatchSize: [100],
      throttleQps: [5],
      throttleBurst: [1],
      maxBatchWaitMs: [1000],
    });
    expect(tighterSettings(candidate, arrivalsOf(few))).toBeNull();
  });
});
