import { HEALTHY_RECEIVER } from '../../../src/core/receiver.ts';
import { describe, expect, test } from 'vitest';
import type { Recommendation } from '../../../src/core/recommendation.ts';
import type { RunResult } from '../../../src/core/result.ts';
import { reanalyseRun } from '../../../src/runner/reanalyse.ts';
import { unproved } from '../../../src/tuning/recommend.ts';
import type { SearchStep, TrialEvidence } from '../../../src/tuning/strategy.ts';
import { tempDir } from '../../support/cli.ts';
import { tuneSpec, tuningScenario } from '../../support/model-cluster.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';
import { QUICK } from '../../support/settings.ts';

const SCENARIO = tuningScenario(tuneSpec());
const EFFORT = {
  pairsMeasured: 1,
  trialsMeasured: 1,
  combinationsSearched: 10,
  gridSize: 10,
  wallMs: 5000,
  gridWallMs: 50_000,
};
const MEASURE: SearchStep = {
  kind: 'measure',
  trial: {
    role: 'calibration',
    name: 'calibration',
    settings: QUICK,
    multiple: 1,
    receiver: HEALTHY_RECEIVER,
    isDefaults: false,
  },
};
const because = (why: string, changes: Partial<Recommendation> = {}): Recommendation => ({
  ...unproved(tuneSpec(), why, []),
  ...changes,
});

/** A tuning run whose trials have no raw files, analysed again with a strategy that answers `step`. */
async function reanalysed(run: RunResult, step: SearchStep) {
  const histories: (readonly TrialEvidence[])[] = [];
  const strategy = {
    next(history: readonly TrialEvidence[]) {
      histories.push(history);
      return step;
    },
  };
  return { ...(await reanalyseRun(run, tempDir(), SCENARIO, strategy)), histories };
}

describe('a run analysed again', () => {
  test('trials without raw files stay, are named, and reach the strategy without arrivals', async () => {
    const failed = madeUpTrial({ id: 'b-1', error: 'it ended at start' });
    const trials = [madeUpTrial({ id: 'a-1' }), failed];
    const { result, notes, histories } = await reanalysed(madeUpRun(trials), MEASURE);
    expect(result.trials).toEqual(trials);
    expect(notes.slice(0, 2)).toEqual([
      'trial a-1: no raw files, kept as it was',
      'trial b-1: it could not be measured, kept as it was',
    ]);
    expect(histories[0]?.map(({ arrivals }) => arrivals)).toEqual([null, null]);
  });

  test("the strategy's answer takes the place of the old one, and the verdict follows", async () => {
    const run = madeUpRun([madeUpTrial()], {
      recommendation: because('the load could not be measured'),
      verdict: { exitCode: 5, sentence: 'No verified recommendation: the load could not be measured.' },
    });
    const { result, notes } = await reanalysed(run, { kind: 'done', recommendation: because('nothing fits') });
    expect(result.recommendation).toEqual(because('nothing fits'));
    expect(result.verdict).toEqual({ exitCode: 5, sentence: 'No verified recommendation: nothing fits.' });
    expect(notes.slice(1)).toEqual([
      'recommendation: it was "No verified recommendation: the load could not be measured.", now it is "No verified recommendation: nothing fits."',
      'verdict: it was "No verified recommendation: the load could not be measured." (exit status 5), now it is "No verified recommendation: nothing fits." (exit status 5)',
    ]);
  });

  test('what the search took stays: it stands in no raw file', async () => {
    const run = madeUpRun([madeUpTrial()], { recommendation: because('x', { effort: EFFORT }) });
    const again = because('x', { effort: { ...EFFORT, trialsMeasured: 2, wallMs: 1, gridWallMs: 10 } });
    const { result } = await reanalysed(run, { kind: 'done', recommendation: again });
    expect(result.recommendation?.effort).toEqual({ ...EFFORT, trialsMeasured: 2 });
  });

  test('a strategy that would have to measure first leaves the recommendation, and that is said', async () => {
    const run = madeUpRun([madeUpTrial()], { recommendation: because('x') });
    const { result, notes } = await reanalysed(run, MEASURE);
    expect(result.recommendation).toEqual(because('x'));
    expect(notes[1]).toBe(
      'recommendation: kept as it was, for now "calibration" at 1 times the load would have to be measured',
    );
  });

  test('an interrupted run keeps its verdict and gets no recommendation', async () => {
    const verdict = { exitCode: 130, sentence: 'Interrupted after 1 trials; they are kept.' };
    const run = madeUpRun([madeUpTrial()], { status: 'interrupted', verdict });
    const { result, notes } = await reanalysed(run, MEASURE);
    expect(result).toMatchObject({ recommendation: null, verdict });
    expect(notes.slice(1)).toEqual(['verdict: kept as it was, for the run was not complete']);
  });

  test('a scenario that does not tune is judged by its variants', async () => {
    const variants = [{ name: 'small', settings: QUICK, isDefaults: false, mustPass: false }];
    const scenario = { ...SCENARIO, tune: null, variants };
    const { result } = await reanalyseRun(madeUpRun([madeUpTrial()]), tempDir(), scenario, null);
    expect(result.verdict).toEqual({ exitCode: 1, sentence: 'No variant meets every objective (1 judged).' });
  });
});
