import { describe, expect, test } from 'vitest';
import { HEALTHY_RECEIVER, withOutage } from '../../../src/core/receiver.ts';
import type { SettingsDocument, TrialResult } from '../../../src/core/result.ts';
import { settingsToDocument } from '../../../src/core/settings-document.ts';
import { planTrials, uniqueSlug } from '../../../src/runner/plan.ts';
import { judgeRun } from '../../../src/runner/verdict.ts';
import { unproved } from '../../../src/tuning/recommend.ts';
import { tuneSpec, tuningScenario } from '../../support/model-cluster.ts';
import { madeUpRun, madeUpTrial, madeUpLoad } from '../../support/results.ts';
import { QUICK } from '../../support/settings.ts';

const SETTINGS = settingsToDocument(QUICK);

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
      sentence: 'No variant meets every objective (2 judged).',
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

  test('5: a variant that must pass has no trusted trial; a miss that is known counts first', () => {
    const doubtful = { trusted: false };
    expect(judge([trial('a', true, doubtful), trial('b', true)], 'a!', 'b')).toEqual({
      exitCode: 5,
      sentence: '"a" must pass and has no trusted trial to judge by.',
    });
    expect(judge([trial('a', false, doubtful), trial('b', true), trial('c', true, doubtful)], 'a!', 'b', 'c!')).toEqual(
      {
        exitCode: 5,
        sentence: '"a" and "c" must pass and have no trusted trial to judge by.',
      },
    );
    expect(judge([trial('a', true, doubtful), trial('b', false)], 'a!', 'b!')).toEqual({
      exitCode: 1,
      sentence: '"b" must pass and misses an objective.',
    });
  });

  test('5: a variant of the scenario has no trusted trial, whatever became of the others', () => {
    const doubtful = trial('b', true, { trusted: false });
    expect(judge([trial('a', true), doubtful], 'a', 'b')).toEqual({
      exitCode: 5,
      sentence: '"a" meets every objective; "b" has no trusted trial to judge by.',
    });
    expect(judge([trial('a', false), doubtful], 'a', 'b')).toEqual({
      exitCode: 5,
      sentence: 'No variant meets every objective (1 judged); "b" has no trusted trial to judge by.',
    });
  });

  test('4: a variant of the scenario could never be measured; once measured, a failure is forgiven', () => {
    const failed = trial('b', false, { error: 'apiserver-1 was ended by SIGKILL\nmore', trusted: false });
    expect(judge([trial('a', true), failed], 'a', 'b')).toEqual({
      exitCode: 4,
      sentence: '"a" meets every objective; "b" could not be measured: apiserver-1 was ended by SIGKILL',
    });
    expect(judge([trial('a', true), failed], 'a', 'b!').exitCode).toBe(4);
    expect(judge([trial('a', false), failed], 'a!', 'b').exitCode).toBe(1);
    expect(judge([trial('a', true), failed, trial('b', true)], 'a', 'b').exitCode).toBe(0);
  });

  test('a trial that tuning adds for comparison changes no status', () => {
    const compared = trial("Kubernetes' defaults", false, { error: 'it broke', trusted: false });
    expect(judge([trial('a', true), compared], 'a').exitCode).toBe(0);
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

describe('the verdict of a tuning run', () => {
  const calibrated = trial('calibration', true, { role: 'calibration' });
  const verify = (changes: Partial<TrialResult>) =>
    trial('recommended', true, { role: 'verify', settings: SETTINGS, lossRatio: 0, ...changes });
  const verdict = (settings: SettingsDocument | null, ...trials: readonly TrialResult[]) => {
    const recommendation = { ...unproved(tuneSpec(), 'made up', []), settings };
    return judgeRun(madeUpRun(trials, { recommendation }), tuningScenario(tuneSpec())).exitCode;
  };

  test('0: verified; 1: one of its trusted trials lost or misses an objective', () => {
    const recommendation = { ...unproved(tuneSpec(), 'made up', []), verified: true, sentences: ['It holds.'] };
    expect(judgeRun(madeUpRun([calibrated], { recommendation }), tuningScenario(tuneSpec()))).toEqual({
      exitCode: 0,
      sentence: 'It holds.',
    });
    expect(verdict(SETTINGS, calibrated, verify({ lossRatio: 0.1 }), verify({ trusted: false }))).toBe(1);
    const late = [{ name: 'deliveryLagP99' as const, max: 1, actual: 2, met: false }];
    expect(verdict(SETTINGS, calibrated, verify({ objectives: late }))).toBe(1);
  });

  test('5: nothing was lost and only the proof is missing: trials in doubt, or too few of them', () => {
    expect(verdict(SETTINGS, calibrated, verify({ trusted: false }))).toBe(5);
    expect(verdict(SETTINGS, calibrated, verify({}))).toBe(5);
    const atHeadroom = verify({ trusted: false, load: madeUpLoad({ multiple: 1.5 }) });
    expect(verdict(SETTINGS, calibrated, verify({}), atHeadroom)).toBe(5);
    const receiverAway = verify({ trusted: false, load: madeUpLoad({ receiver: withOutage(HEALTHY_RECEIVER, 4000) }) });
    expect(verdict(SETTINGS, calibrated, verify({}), receiverAway)).toBe(5);
    expect(verdict(null, trial('a', true, { load: madeUpLoad({ multiple: 1.5 }) }))).toBe(5);
  });

  test('5: limits that clash with the load, for there are no settings to judge', () => {
    expect(verdict(null, calibrated)).toBe(5);
  });

  test('a variant that must pass is judged beside it', () => {
    const recommendation = { ...unproved(tuneSpec(), 'made up', []), verified: true };
    const scenario = { ...scenarioOf('a!'), tune: tuneSpec() };
    expect(judgeRun(madeUpRun([trial('a', false), calibrated], { recommendation }), scenario)).toEqual({
      exitCode: 1,
      sentence: '"a" must pass and misses an objective.',
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
