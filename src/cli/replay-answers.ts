import { ReplayAnswers } from '../audit-log/replay-answers.ts';
import { readReplay } from '../audit-log/replay-record.ts';
import { parseAuditId } from '../core/audit-id.ts';
import type { RunResult } from '../core/result.ts';
import type { ReplaySpec } from '../core/scenario.ts';
import { readRequests } from './request-records.ts';

/** How the requests of each trial of a replay were answered, beside those of the record. */
export async function replayAnswerLines(
  { trials }: RunResult,
  runDir: string,
  replay: ReplaySpec,
): Promise<readonly string[]> {
  const record = await readReplay(replay);
  const lines: string[] = [];
  for (const trial of trials) {
    const answers = new ReplayAnswers(record, replay.scale * trial.load.multiple);
    await readRequests(runDir, trial, ({ id, status }) => {
      const parsed = parseAuditId(id);
      if (parsed?.kind === 'measured') answers.add(parsed.number, status);
    });
    lines.push(...answers.sentences().map((sentence, at) => (at === 0 ? `${trial.id}: ${sentence}` : sentence)));
  }
  return lines;
}
