import type { LogSet } from '../../audit-log/log-set.ts';
import { readFileLines } from '../../platform/log/read-lines.ts';
import type { LogVerifier } from '../../verify/log-verifier.ts';

/** As the rotating writer of kube-apiserver puts it into a name, in UTC (gopkg.in/natefinch/lumberjack.v2 at v2.2.1). */
const ROTATED_AT = /-(\d{4}-\d{2}-\d{2})T(\d{2})-(\d{2})-(\d{2}\.\d{3})(\.[^.]*)?(\.gz)?$/;

/** Gives every line of a log to a verifier. Errors: AuditBenchError (exit 2) for a file that cannot be read. */
export async function readSet({ files }: LogSet, verifier: LogVerifier, signal: AbortSignal): Promise<void> {
  for (const file of files) {
    verifier.beginFile(file.path, rotatedAtMs(file.path));
    let before = 0;
    const onLines = (lines: Buffer): void => void (before += verifier.readLines(lines, before));
    verifier.endFile(await readFileLines(file, { onLines, onBytes: () => {} }, signal));
  }
}

function rotatedAtMs(path: string): number | null {
  const [, day, hour, minute, second] = ROTATED_AT.exec(path) ?? [];
  return day === undefined ? null : Date.parse(`${day}T${hour}:${minute}:${second}Z`);
}
