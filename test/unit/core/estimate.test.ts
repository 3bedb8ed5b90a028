import { describe, expect, test } from 'vitest';
import { aboveBounds, estimate, estimateSentence, formatAbout } from '../../../src/core/estimate.ts';
import type { Phase, Scenario } from '../../../src/core/scenario.ts';
import { tuneSpec, tuningScenario } from '../../support/model-cluster.ts';
import { QUICK } from '../../support/settings.ts';

const constant = (ratePerSecond: number, durationMs: number): Phase => ({
  kind: 'constant',
  name: 'load',
  measure: true,
  ratePerSecond,
  durationMs,
});

function scenarioOf(phases: readonly Phase[], changes: Partial<Scenario> = {}): Scenario {
  const base = tuningScenario(tuneSpec());
  const variants = [{ name: 'a', settings: QUICK, isDefaults: false, mustPass: false }];
  return { ...base, load: { ...base.load, phases }, variants, tune: null, ...changes };
}

describe('what a run will cost', () => {
  test('counts trials, requests and time by the scenario alone', () => {
    const told = estimate(scenarioOf([constant(100, 10_000)], { repeat: 3 }), 'embedded');
    expect(told).toMatchObject({ trials: 3, trialsMost: 9, requests: 3000, diskBytes: 3000 * 345 });
    expect(told.durationMs).toBeGreaterThan(3 * 10_000);
    expect(told.durationMs).toBeLessThan(3 * 30_000);
  });

  test('tuning adds the calibration and its proofs at headroom, and bounds what is tried', () => {
    const tune = tuneSpec({ repeat: 2, headroom: 2, maxTrials: 12 });
    const told = estimate(scenarioOf([constant(100, 10_000)], { variants: [], tune }), 'local');
    expect(told).toMatchObject({ trials: 3, trialsMost: 12, requests: 1000 + 2 * 2000 });
  });

  test('is told in a sentence', () => {
    expect(estimateSentence(estimate(scenarioOf([constant(100, 10_000)]), 'embedded'))).toMatch(
      /^1 trial \(at most 3\), about \d+ s, 1,000 requests, 337 KiB on disk, 170 MiB of memory$/,
    );
    expect([1, 89_000, 720_000, 12_600_000].map(formatAbout)).toEqual(['1 s', '89 s', '12 min', '3.5 h']);
  });

  test('what is above its bound is named, each with its bound', () => {
    expect(aboveBounds(estimate(scenarioOf([constant(100, 10_000)]), 'embedded'))).toEqual([]);
    const large = scenarioOf([constant(1_000_000, 120_000)], { repeat: 1000 });
    expect(aboveBounds(estimate(large, 'embedded'))).toEqual([
      '1,000 trials, at most 500 trials',
      expect.stringMatching(/^[\d.]+ h, at most 24 h$/),
      '120,000,000,000 requests, at most 20,000,000 requests',
      expect.stringMatching(/^[\d.]+ GiB on disk, at most 10 GiB on disk$/),
      expect.stringMatching(/^[\d.]+ GiB of memory, at most 4 GiB of memory$/),
    ]);
  });
});
