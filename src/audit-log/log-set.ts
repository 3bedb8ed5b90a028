import { basename, dirname, join } from 'node:path';
import { scanEventLines } from '../events/event-scanner.ts';
import { JsonText } from '../events/json-text.ts';
import { microTimeAt } from '../events/micro-time.ts';
import { findLogFiles, type LogFile } from '../platform/log/log-files.ts';

/** The log of one API server: the file that it writes to, and those that rotation put aside, oldest first. */
export interface LogSet {
  /** The path without what rotation adds to it: `/var/log/kubernetes/audit.log`. */
  readonly name: string;
  readonly files: readonly LogFile[];
}

/**
 * What rotation adds to a name: a time before the extension (gopkg.in/natefinch/lumberjack.v2 at v2.2.1,
 * backupTimeFormat), or a number or a day behind it, as logrotate does; and `.gz`.
 */
const ROTATED = [
  /-\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-\d{2}\.\d{3}(?=(\.[^.]*)?$)/,
  /\.\d{1,4}$/,
  /[-.]\d{8}(-?\d{2,6})?$/,
] as const;

/**
 * The logs that arguments name, each with its files in the order in which they were written: by the time of their first
 * event, for names do not tell it everywhere.
 * Errors: as findLogFiles.
 */
export async function findLogSets(paths: readonly string[]): Promise<readonly LogSet[]> {
  const sets = new Map<string, { readonly file: LogFile; readonly firstMs: number }[]>();
  const found = await findLogFiles(paths);
  const named = new Set(found.map(({ path }) => path));
  for (const file of found) {
    // While rotation compresses a file it is there twice, and the plain one is whole.
    if (file.path.endsWith('.gz') && named.has(file.path.slice(0, -'.gz'.length))) continue;
    const name = logName(file.path);
    const files = sets.get(name) ?? [];
    files.push({ file, firstMs: firstTimeMs(file.head) });
    sets.set(name, files);
  }
  return [...sets].map(([name, files]) => ({
    name,
    files: files
      .toSorted((a, b) => a.firstMs - b.firstMs || (a.file.path < b.file.path ? -1 : 1))
      .map(({ file }) => file),
  }));
}

/** The path of the log that a file belongs to. */
export function logName(path: string): string {
  const name = basename(path).replace(/\.gz$/, '');
  const form = ROTATED.find((pattern) => pattern.test(name));
  return join(dirname(path), form === undefined ? name : name.replace(form, ''));
}

const text = new JsonText();

/** Of the first event in the beginning of a file; one without a time is put last, where the file being written stands. */
function firstTimeMs(head: Buffer): number {
  let firstMs = Number.MAX_VALUE;
  text.load([head.subarray(0, head.lastIndexOf('\n') + 1)]);
  scanEventLines(
    text,
    ({ stageTimestamp }) => {
      const ms = firstMs === Number.MAX_VALUE && stageTimestamp > 0 ? microTimeAt(text, stageTimestamp) : Number.NaN;
      if (!Number.isNaN(ms)) firstMs = ms;
    },
    () => {},
  );
  return firstMs;
}
