import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../../src/core/result.ts';
import { meanDifferenceInterval } from '../../../src/report/compare/bootstrap.ts';
import { compareRuns } from '../../../src/report/compare/compare.ts';
import { sentenceOf } from '../../../src/report/compare/render.ts';
import { madeUpRun, madeUpTrial, madeUpLoad } from '../../support/results.ts';

function withMemory(...bytes: readonly number[]): RunResult {
  return madeUpRun(
    bytes.map((memoryPeakBytes, index) =>
      madeUpTrial({
        id: `a-${index}`,
        repeat: index + 1,
        apiserver: { memoryPeakBytes, cpuSeconds: 1, requestDurationMeanMs: 2, largestSampleGapMs: 500 },
      }),
    ),
  );
}

function memory(a: RunResult, b: RunResult): string | undefined {
  return compareRuns(a, b).pairs[0]?.metrics.find(({ metric }) => metric === 'memoryPeakBytes')?.difference;
}

describe('comparing runs', () => {
  test('a difference above the noise, outside the interval, is seen', () => {
    expect(memory(withMemory(100, 101, 99), withMemory(150, 151, 149))).toBe('worse');
    expect(memory(withMemory(150, 151, 149), withMemory(100, 101, 99))).toBe('better');
  });

  test('none is said to be seen below the noise, or when the repeats overlap', () => {
    expect(memory(withMemory(100, 101, 99), withMemory(103, 104, 102))).toBe('no difference seen');
    expect(memory(withMemory(50, 150, 100), withMemory(60, 190, 100))).toBe('no difference seen');
  });

  test('where both lose, how much is only said of repeats: a load sent twice loses twice otherwise', () => {
    const lossy = (...ratios: readonly number[]) =>
      madeUpRun(ratios.map((lossRatio, at) => madeUpTrial({ id: `a-${at}`, repeat: at + 1, lossRatio })));
    const loss = (a: RunResult, b: RunResult) => {
      const { pairs, regressions } = compareRuns(a, b);
      return [pairs[0]?.metrics.find(({ metric }) => metric === 'lossRatio')?.difference, regressions];
    };
    expect(loss(lossy(0.1), lossy(0.2))).toEqual(['too few repeats to tell', 0]);
    expect(loss(lossy(0.1, 0.11, 0.12), lossy(0.2, 0.21, 0.22))).toEqual(['worse', 1]);
    expect(loss(lossy(0.1, 0.2, 0.3), lossy(0.15, 0.25, 0.3))).toEqual(['no difference seen', 0]);
    // From nothing to something one repeat of three is enough, and the other way round.
    expect(loss(lossy(0, 0, 0), lossy(0, 0, 0.01))).toEqual(['worse', 1]);
    expect(loss(lossy(0.01), lossy(0))).toEqual(['better', 0]);
  });

  test('of one run each nothing timed is said; a loss from nothing, which is counted, is', () => {
    expect(meanDifferenceInterval([1], [2, 3])).toBeNull();
    expect(memory(withMemory(100), withMemory(120))).toBe('too few repeats to tell');
    const [loss] =
      compareRuns(madeUpRun([madeUpTrial({ lossRatio: 0 })]), madeUpRun([madeUpTrial()])).pairs[0]?.metrics ?? [];
    expect(loss).toMatchObject({ metric: 'lossRatio', difference: 'worse', interval: null });
  });

  test('the interval covers the difference and is the same every time', () => {
    const interval = meanDifferenceInterval([1, 2, 3, 4], [11, 12, 13, 14]);
    expect(interval?.low).toBeLessThan(10);
    expect(interval?.high).toBeGreaterThan(10);
    expect(meanDifferenceInterval([1, 2, 3, 4], [11, 12, 13, 14])).toEqual(interval);
  });

  test('what is not like with like is paired and named', () => {
    const other = madeUpRun([madeUpTrial()], {
      tool: { name: 'audit-bench', version: '0.2.0' },
      cluster: {
        name: 'e',
        provider: 'embedded',
        kubernetesVersion: '1.36 (emulated)',
        emulated: true,
        instances: ['a', 'b'],
        origin: '',
      },
      environment: { os: 'Linux', kernel: '6', cpuModel: 'other', cpuCount: 8, memoryBytes: 1, nodeVersion: 'v20' },
    });
    const { warnings, pairs } = compareRuns(madeUpRun([madeUpTrial()]), other);
    expect(pairs).toHaveLength(1);
    expect(warnings).toEqual([
      'one run is emulated, the other is real',
      'other provider: local against embedded',
      'other Kubernetes version: 1.36.3 against 1.36 (emulated)',
      'other number of API servers: 1 against 2',
      'other machine: 2 × cpu against 8 × other',
      'other audit-bench version: 0.0.0 against 0.2.0',
    ]);
  });

  test('trials are matched by settings and load; those with doubts or without a partner are left out and named', () => {
    const left = madeUpRun([
      madeUpTrial(),
      madeUpTrial({ id: 'x-1', variant: 'x', load: madeUpLoad({ multiple: 2 }) }),
    ]);
    const right = madeUpRun([madeUpTrial({ variant: 'renamed' }), madeUpTrial({ id: 'd-1', trusted: false })]);
    const { pairs, leftOut } = compareRuns(left, right);
    expect(pairs.map(({ name, runs }) => [name, runs])).toEqual([['small', { baseline: 1, other: 1 }]]);
    expect(leftOut).toEqual(['d-1 of the other: has doubts', 'x at 2×: only in the baseline']);
  });

  test.each([
    ['another policy', 'kind: Policy # other', 'other audit policy'],
    ['another load or receiver', 'kind: Policy', 'other load or receiver'],
  ])('the same settings under %s are no pair and are left out once, with the reason', (_, policyText, reason) => {
    const baseline = madeUpRun([madeUpTrial({ lossRatio: 0 })]);
    const other = madeUpRun([madeUpTrial({ load: madeUpLoad({ requestsSha256: 'other' }) })], {
      inputs: { ...baseline.inputs, policyText },
    });
    expect(compareRuns(baseline, other)).toMatchObject({
      pairs: [],
      leftOut: [`small: ${reason}`],
      otherLoad: reason,
      warnings: [],
      regressions: 0,
    });
    expect(sentenceOf(compareRuns(baseline, other))).toBe(`Nothing in common: same settings, but ${reason}.`);
  });

  test('a policy whose text differs but whose rules are the same makes no other load', () => {
    const baseline = madeUpRun([madeUpTrial()]);
    const other = { ...baseline, inputs: { ...baseline.inputs, policyText: '# a comment' } };
    expect(compareRuns(baseline, other)).toMatchObject({ pairs: [{ name: 'small' }], leftOut: [], otherLoad: null });
  });

  test('of two loads of the same settings the common one is paired, the other is left out with the reason', () => {
    const alone = madeUpTrial({ id: 'alone-1', load: madeUpLoad({ requestsSha256: 'other' }) });
    const [one, two] = [madeUpRun([madeUpTrial()]), madeUpRun([madeUpTrial(), alone])];
    expect(compareRuns(one, two)).toMatchObject({ pairs: [{}], leftOut: ['small: other load or receiver'] });
    expect(compareRuns(two, one)).toMatchObject({ pairs: [{}], leftOut: ['small: other load or receiver'] });
  });
});
