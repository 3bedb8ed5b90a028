import { join } from 'node:path';
import type { RequestRecord } from '../core/records.ts';
import type { RunResult } from '../core/result.ts';
import { isFile } from '../platform/files.ts';
import { readFileLines } from '../platform/log/read-lines.ts';

/** Records of requests of one trial; a run that ended at once may leave half a line. */
export async function readRequests(
  runDir: string,
  { id }: RunResult['trials'][number],
  onRequest: (record: RequestRecord) => void,
): Promise<void> {
  const path = join(runDir, 'trials', id, 'requests.jsonl');
  if (!(await isFile(path))) return;
  const onLines = (bytes: Buffer): void => {
    for (const line of bytes.toString().split('\n'))
      if (line.endsWith('}')) onRequest(JSON.parse(line) as RequestRecord);
  };
  await readFileLines({ path, compressed: false }, { onLines, onBytes: () => {} }, new AbortController().signal);
}
