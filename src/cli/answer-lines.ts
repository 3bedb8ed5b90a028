import type { RunResult } from '../core/result.ts';
import type { LoadSpec } from '../core/scenario.ts';
import { refusedLines } from './refused-requests.ts';
import { replayAnswerLines } from './replay-answers.ts';

/** What there is to say of the answers that a run's requests got. */
export async function answerLines(result: RunResult, runDir: string, load: LoadSpec): Promise<readonly string[]> {
  return load.replay === undefined ? refusedLines(result) : replayAnswerLines(result, runDir, load.replay);
}
