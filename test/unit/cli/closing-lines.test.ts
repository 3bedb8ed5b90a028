import { describe, expect, test } from 'vitest';
import { closingLines as linesOf } from '../../../src/cli/closing-lines.ts';
import type { RunResult } from '../../../src/core/result.ts';
import { unproved } from '../../../src/tuning/recommend.ts';
import { tuneSpec } from '../../support/model-cluster.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';

const closingLines = (run: RunResult): readonly string[] => linesOf(run).map(({ text }) => text);
const HEADLINE = 'No verified recommendation: nothing fits.';
const recommendation = {
  ...unproved(tuneSpec(), 'nothing fits', ['It costs much.', 'It is slow.']),
  caveats: ['Mind the gap.'],
};
const emulated = (changes: Partial<RunResult>): RunResult => {
  const run = madeUpRun([madeUpTrial()], changes);
  return { ...run, cluster: { ...run.cluster, emulated: true } };
};

describe('the last lines of a run', () => {
  test('the verdict alone', () => {
    expect(closingLines(madeUpRun([madeUpTrial()]))).toEqual(['', 'All is well.']);
  });

  test('doubts and failures stand before it', () => {
    const doubts = [{ name: 'send-lag', sentence: 'requests left late' }];
    const trials = [madeUpTrial({ id: 'a-1', doubts }), madeUpTrial({ id: 'b-1', error: 'it ended at start' })];
    expect(closingLines(madeUpRun(trials))).toEqual([
      '',
      'a-1: doubt: requests left late',
      'b-1: failed: it ended at start',
      '',
      'All is well.',
    ]);
  });

  test('what was late or stalled and is no doubt is told', () => {
    const outcome = { dropped: 0, smallestBuffer: 100 };
    const lateness = { sendLagP99Ms: 50, asSent: outcome, asIntended: outcome, matters: false };
    const apiserver = { ...madeUpTrial().apiserver, largestSampleGapMs: 2500 };
    expect(closingLines(madeUpRun([madeUpTrial({ id: 'a-1', lateness, apiserver })]))).toEqual([
      '',
      'a-1: requests left late: p99 50 ms (above 10 ms), and it does not matter: by the model 0 dropped as sent and 0 as intended, smallest buffer 100 and 100',
      'a-1: no metrics for 2.5 s: the API server or this machine stalled; the account is whole, the charts are not',
      '',
      'All is well.',
    ]);
  });

  test('a verdict that is the headline of the recommendation is said once', () => {
    const verdict = { exitCode: 1, sentence: HEADLINE };
    expect(closingLines(madeUpRun([madeUpTrial()], { recommendation, verdict }))).toEqual([
      '',
      HEADLINE,
      'It costs much.',
      'It is slow.',
      'Caveat: Mind the gap.',
    ]);
  });

  test('a verdict that differs stays last', () => {
    const verdict = { exitCode: 1, sentence: '"a" must pass and misses an objective.' };
    expect(closingLines(madeUpRun([madeUpTrial()], { recommendation, verdict })).slice(-3)).toEqual([
      'Caveat: Mind the gap.',
      '',
      '"a" must pass and misses an objective.',
    ]);
  });

  test('an emulated run says so of its answers, once each', () => {
    expect(closingLines(emulated({}))).toEqual(['', 'Emulated: All is well.']);
    const verdict = { exitCode: 1, sentence: HEADLINE };
    expect(closingLines(emulated({ recommendation, verdict }))[1]).toBe(`Emulated: ${HEADLINE}`);
    const labelled = { ...recommendation, sentences: ['EMULATED, so not proved: buffer 200.'] };
    expect(closingLines(emulated({ recommendation: labelled }))[1]).toBe('EMULATED, so not proved: buffer 200.');
  });

  test('a headline stands out, and so do doubts and failures', () => {
    const doubts = [{ name: 'send-lag', sentence: 'requests left late' }];
    const trials = [madeUpTrial({ id: 'a-1', doubts }), madeUpTrial({ id: 'b-1', error: 'it ended at start' })];
    const looks = linesOf(madeUpRun(trials)).map((line) => line.as);
    expect(looks).toEqual(['plain', 'doubt', 'failure', 'plain', 'headline']);
  });

  test('an interrupted run has no verdict of its trials, and none is made up', () => {
    expect(closingLines(madeUpRun([], { verdict: null }))).toEqual([]);
  });
});
