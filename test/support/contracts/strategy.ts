import { describe, expect, test } from 'vitest';
import { settingsRefusals } from '../../../src/core/refusals.ts';
import type { SearchStrategy } from '../../../src/tuning/strategy.ts';
import { followInModel } from '../model-cluster.ts';

export interface StrategyCapabilities {
  /** Trials after which it must have come to its end. */
  readonly mostTrials: number;
}

/** What a strategy must keep to, whatever it searches by. `timesMs`: arrivals of the load. */
export function strategyContract(
  name: string,
  make: () => SearchStrategy,
  timesMs: Float64Array,
  { mostTrials }: StrategyCapabilities,
): void {
  describe(`the strategy ${name}`, () => {
    const { history, recommendation } = followInModel(make(), timesMs);

    test('comes to an end, and says why first', () => {
      expect(history.length).toBeLessThanOrEqual(mostTrials);
      expect(recommendation.sentences[0]).toMatch(/\w+ \w+/);
    });

    test('gives the same answer to the same history, and leaves it as it is', () => {
      for (let length = 0; length <= history.length; length += 1) {
        const seen = history.slice(0, length);
        const before = structuredClone(seen);
        const answer = make().next(seen);
        expect(make().next(seen)).toEqual(answer);
        expect(seen).toEqual(before);
      }
    });

    test('proposes nothing that kube-apiserver refuses, and no load below none', () => {
      for (let length = 0; length < history.length; length += 1) {
        const step = make().next(history.slice(0, length));
        if (step.kind !== 'measure') expect.unreachable('the history went on after the end');
        expect(settingsRefusals(step.trial.settings, 'webhook')).toEqual([]);
        expect(step.trial.multiple).toBeGreaterThan(0);
      }
    });

    test('a verified recommendation rests on trials of the history', () => {
      const ids = new Set(history.map(({ result }) => result.id));
      expect(recommendation.verifiedBy.length > 0).toBe(recommendation.verified);
      for (const id of recommendation.verifiedBy) expect(ids).toContain(id);
    });
  });
}
