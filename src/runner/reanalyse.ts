import { join } from 'node:path';
import type { Recommendation } from '../core/recommendation.ts';
import type { RunResult, TrialResult, Verdict } from '../core/result.ts';
import type { Scenario } from '../core/scenario.ts';
import type { SearchStrategy, TrialEvidence } from '../tuning/strategy.ts';
import { analyseTrialDir, hasRawFiles } from './analyse-dir.ts';
import { judgeRun } from './verdict.ts';

export interface Reanalysed {
  readonly result: RunResult;
  /** What was kept as it was and why, and what has changed; sentences. */
  readonly notes: readonly string[];
}

/**
 * A run analysed again from its raw files: trials, recommendation and verdict. `scenario` is the one that was measured,
 * `strategy` its own or `null` when it does not tune; `onTrial` hears which trial comes next, from 1. What cannot be had again stays, and a note says so.
 */
export async function reanalyseRun(
  old: RunResult,
  runDir: string,
  scenario: Scenario,
  strategy: SearchStrategy | null,
  onTrial: (number: number) => void = () => {},
): Promise<Reanalysed> {
  const notes: string[] = [];
  const note = (text: string): void => void notes.push(text);
  const history: TrialEvidence[] = [];
  for (const [at, trial] of old.trials.entries()) {
    onTrial(at + 1);
    history.push(await evidenceOf(trial, join(runDir, 'trials', trial.id), note));
  }
  const recommendation = strategy === null ? old.recommendation : recommendAgain(old, strategy, history, note);
  const analysed = { ...old, trials: history.map(({ result }) => result), recommendation };
  return { result: { ...analysed, verdict: judgeAgain(analysed, scenario, note) }, notes };
}

async function evidenceOf(trial: TrialResult, dir: string, note: (text: string) => void): Promise<TrialEvidence> {
  if (trial.error === null && (await hasRawFiles(dir)))
    return { ...(await analyseTrialDir(dir)), durationMs: trial.durationMs };
  note(`trial ${trial.id}: ${trial.error === null ? 'no raw files' : 'it could not be measured'}, kept as it was`);
  return { result: trial, arrivals: null, durationMs: trial.durationMs };
}

/** The strategy's answer to this history; the old one where it would have to measure first. */
function recommendAgain(
  { recommendation: old, status }: RunResult,
  strategy: SearchStrategy,
  history: readonly TrialEvidence[],
  note: (text: string) => void,
): Recommendation | null {
  const step = strategy.next(history);
  if (step.kind === 'measure') {
    const { name, multiple } = step.trial;
    // An interrupted run has none: nothing is kept.
    if (old !== null || status === 'complete')
      note(`recommendation: kept as it was, for now "${name}" at ${multiple} times the load would have to be measured`);
    return old;
  }
  const { recommendation } = step;
  const [was, is] = [old?.sentences[0], recommendation.sentences[0]];
  if (was !== undefined && is !== was) note(`recommendation: it was "${was}", now it is "${is ?? ''}"`);
  if (recommendation.effort === null || old?.effort == null) return recommendation;
  // How long the run took stands in no raw file.
  const { wallMs, gridWallMs } = old.effort;
  return { ...recommendation, effort: { ...recommendation.effort, wallMs, gridWallMs } };
}

/** An interrupted run is judged by its interruption still. */
function judgeAgain(result: RunResult, scenario: Scenario, note: (text: string) => void): RunResult['verdict'] {
  const { status, verdict: old } = result;
  if (status !== 'complete') {
    note('verdict: kept as it was, for the run was not complete');
    return old;
  }
  const verdict = judgeRun(result, scenario);
  if (old !== null && (old.exitCode !== verdict.exitCode || old.sentence !== verdict.sentence))
    note(`verdict: it was ${described(old)}, now it is ${described(verdict)}`);
  return verdict;
}

function described({ exitCode, sentence }: Verdict): string {
  return `"${sentence}" (exit status ${exitCode})`;
}
