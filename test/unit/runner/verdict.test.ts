import { describe, expect, test } from 'vitest';
import type { TrialResult } from '../../../src/core/result.ts';
import { planTrials, uniqueSlug } from '../../../src/runner/plan.ts';
import { judgeRun } from '../../../src/runner/verdict.ts';
import { tuneSpec, tuningScenario } from '../../support/model-cluster.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';
import { QUICK } from '../../support/settings.ts';

function scenarioOf(...names: readonly string[]) {
  const variants = names.map((name) => ({
    name: name.replace('!', ''),
    settings: QUICK,
    isDefaults: false,
    mustPass: name.endsWith('!'),
  }));
  return { ...tuningScenario(tuneSpec()), tune: null, variants, repeat: 2 };
}
const trial = (variant: string, met: boolean, changes: Partial<TrialResult> = {}): TrialResult =>
  madeUpTrial({
    id: `${variant}-1`,
    variant,
    objectives: [{ name: 'lossRatio', max: 0, actual: met ? 0 : 0.2, met }],
    ...changes,
  });
const judge = (trials: readonly TrialResult[], ...names: readonly string[]) =>
  judgeRun(madeUpRun(trials), scenarioOf(...names));

describe('the verdict of a run', () => {
  test('0: a trusted variant meets every objective, although another does not', () => {
    expect(judge([trial('small', false), trial('large', true)], 'small', 'large')).toEqual({
      exitCode: 0,
      sentence: '"large" meets every objective; "small" does not.',
    });
  });

  test('1: none meets them, or one that must does not', () => {
    expect(judge([trial('a', false), trial('b', false)], 'a', 'b')).toEqual({
      exitCode: 1,
      sentence: 'No variant meets every objective (2 measured).',
    });
    expect(judge([trial('a', false), trial('b', true)], 'a!', 'b')).toEqual({
      exitCode: 1,
      sentence: '"a" must pass and misses an objective.',
    });
  });

  test('a variant is judged by all of its trusted trials, and by no other', () => {
    expect(judge([trial('a', true), trial('a', false)], 'a').exitCode).toBe(1);
    expect(judge([trial('a', true), trial('a', false, { trusted: false })], 'a').exitCode).toBe(0);
  });

  test('5: no trusted trial is left; 4: none could be measured', () => {
    expect(judge([trial('a', true, { trusted: false })], 'a')).toEqual({
      exitCode: 5,
      sentence: 'Measured, but not to be trusted: every trial has doubts.',
    });
    expect(judge([trial('a', false, { error: 'etcd ended\nmore', trusted: false })], 'a')).toEqual({
      exitCode: 4,
      sentence: 'No trial could be measured: etcd ended',
    });
  });
});

describe('the plan', () => {
  test('goes round through the variants, so that a drift meets all alike', () => {
    expect(planTrials(scenarioOf('a', 'b')).map(({ id }) => id)).toEqual(['a-1', 'b-1', 'a-2', 'b-2']);
  });

  test('names are folder names, and different', () => {
    const taken = new Set<string>();
    expect(['B=1, S=2', 'B 1/S 2', '../../etc', '…', 'x'.repeat(300)].map((name) => uniqueSlug(name, taken))).toEqual([
      'B-1-S-2',
      'B-1-S-2-2',
      'etc',
      'trial',
      'x'.repeat(80),
    ]);
  });
});
