import { describe, expect, test } from 'vitest';
import { simulate } from '../../../src/pipeline/simulate.ts';
import { QUICK } from '../../support/settings.ts';

describe('a simulation ends at every input', () => {
  const times = {
    'a century of silence between two events': [0, 3.2e12],
    'near 10¹⁸ ms, where a millisecond is lost in the number': [1e18, 1e18, 1e18 + 4096],
    'at the largest numbers': [Number.MAX_SAFE_INTEGER, 1e300, Number.MAX_VALUE],
    'at infinity': [0, Number.POSITIVE_INFINITY],
    'before the epoch': [-1e15, 0],
  };
  const settings = {
    'as usual': QUICK,
    'without a wait': { ...QUICK, maxBatchWaitMs: 0 },
    'without a throttle': { ...QUICK, throttleEnabled: false },
    'with a throttle of nearly nothing': { ...QUICK, throttleQps: 1e-50, throttleBurst: 1 },
    'batches of one': { ...QUICK, maxBatchSize: 1 },
  };

  test.each(Object.keys(times).flatMap((when) => Object.keys(settings).map((how) => [when, how] as const)))(
    '%s, %s',
    (when, how) => {
      const timesMs = Float64Array.from(times[when as keyof typeof times]);
      const startedMs = performance.now();
      const { generated, dropped } = simulate(timesMs, settings[how as keyof typeof settings]);
      expect({ generated, dropped }).toEqual({ generated: timesMs.length, dropped: 0 });
      expect(performance.now() - startedMs).toBeLessThan(1000);
    },
  );
});
