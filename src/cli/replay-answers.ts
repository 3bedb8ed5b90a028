import { join } from 'node:path';
import { ReplayAnswers } from '../audit-log/replay-answers.ts';
import { readReplay } from '../audit-log/replay-record.ts';
import { parseAuditId } from '../core/audit-id.ts';
import type { RequestRecord } from '../core/records.ts';
import type { RunResult } from '../core/result.ts';
import type { ReplaySpec } from '../core/scenario.ts';
import { isFile } from '../platform/files.ts';
import { readFileLines } from '../platform/log/read-lines.ts';

/** How the requests of each trial of a replay were answered, beside those of the record. */
export async function replayAnswerLines(
  { trials }: RunResult,
  runDir: string,
  replay: ReplaySpec,
): Promise<readonly string[]> {
  const record = await readReplay(replay);
  const lines: string[] = [];
  for (const { id, load } of trials) {
    const path = join(runDir, 'trials', id, 'requests.jsonl');
    if (!(await isFile(path))) continue;
    const answers = new ReplayAnswers(record, replay.scale * load.multiple);
    const onLines = (bytes: Buffer): void => {
      for (const line of bytes.toString().split('\n')) if (line !== '') add(answers, line);
    };
    await readFileLines({ path, compressed: false }, { onLines, onBytes: () => {} }, new AbortController().signal);
    lines.push(...answers.sentences().map((sentence, at) => (at === 0 ? `${id}: ${sentence}` : sentence)));
  }
  return lines;
}

/** A run that ended at once may leave half a line. */
function add(answers: ReplayAnswers, line: string): void {
  if (!line.endsWith('}')) return;
  const { id, status } = JSON.parse(line) as RequestRecord;
  const parsed = parseAuditId(id);
  if (parsed?.kind === 'measured') answers.add(parsed.number, status);
}
