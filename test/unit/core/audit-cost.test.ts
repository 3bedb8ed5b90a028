import { describe, expect, test } from 'vitest';
import { auditCosts, costTable } from '../../../src/core/audit-cost.ts';
import { intervalOf } from '../../../src/core/interval.ts';
import type { TrialResult } from '../../../src/core/result.ts';
import { madeUpLoad, madeUpRun, madeUpTrial } from '../../support/results.ts';

const OFF = { mode: 'off', initialBackoff: '10s' } as const;

function trial(variant: string, repeat: number, cpuSeconds: number, changes: Partial<TrialResult> = {}): TrialResult {
  const base = madeUpTrial({ variant, repeat, id: `${variant}-${repeat}` });
  return {
    ...base,
    requests: { ...base.requests, answered: 1000 },
    apiserver: { ...base.apiserver, cpuSeconds, memoryPeakBytes: 2 ** 20 * cpuSeconds },
    ...changes,
  };
}

describe('an interval', () => {
  test("is Student's, from the second value on", () => {
    expect(intervalOf([])).toBeNull();
    expect(intervalOf([3])).toEqual({ mean: 3, halfWidth: null });
    // s = 1, n = 3: 4.303 / √3.
    expect(intervalOf([1, 2, 3])?.mean).toBe(2);
    expect(intervalOf([1, 2, 3])?.halfWidth).toBeCloseTo(2.4843, 4);
  });
});

describe('what auditing costs', () => {
  const off = [1, 2, 3].map((repeat) => trial('off', repeat, 1, { settings: OFF }));
  const on = [1, 2, 3].map((repeat) => trial('metadata', repeat, 1 + 0.1 * repeat));

  test('is told against auditing switched off, with intervals', () => {
    const table = costTable(madeUpRun([...on, ...off]));
    expect(table?.rows.map((row) => [row[0], row[3], row[4], row[7]])).toEqual([
      ['metadata', '1.2 ms ± 0.248 ms (+20 %)', '1.2 MiB ± 254 KiB (+20 %)', '3'],
      ['off', '1 ms ± 0 ms', '1 MiB ± 0 B', '3'],
    ]);
    expect(table?.sentences).toEqual([
      'Behind ± the 95 % interval over the trusted trials, in brackets the difference from "off"; where the intervals overlap it may be chance.',
    ]);
  });

  test('rests on trusted trials alone, and says what is missing', () => {
    const doubtful = on.map((each) => ({ ...each, trusted: false }));
    const table = costTable(madeUpRun([...doubtful, off[0] as TrialResult]));
    expect(table?.rows[0]).toEqual(['metadata', '–', '–', '–', '–', '–', '–', '0']);
    expect(table?.sentences.slice(1)).toEqual([
      'Of a single trial no interval is known: set "repeat" to 3 or more.',
      'No trial of "metadata" can be trusted.',
    ]);
  });

  test('is nothing to tell of a run with one policy and no trial without auditing', () => {
    expect(auditCosts(madeUpRun(on))).toBeNull();
    const other = trial('request', 1, 2, { load: { ...madeUpLoad(), policySha256: 'another' } });
    expect(auditCosts(madeUpRun([...on, other]))?.map(({ variant }) => variant)).toEqual(['metadata', 'request']);
  });
});
