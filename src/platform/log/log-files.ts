import type { Stats } from 'node:fs';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import { AuditBenchError, badInput, type Problem } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { pathRefusal } from '../../core/system-error.ts';
import { gunzipStart } from './gunzip.ts';

/** A file of a log as it lies on the disk. */
export interface LogFile {
  readonly path: string;
  readonly compressed: boolean;
  readonly sizeBytes: number;
  /** The first bytes of its text, decompressed: at most 64 KiB. */
  readonly head: Buffer;
}

const HEAD_BYTES = 1 << 16;
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);
/** What files of logs are called in a folder; a file that is named by itself may have any name. */
const LOG_NAME = /\.(log|jsonl?|ndjson)([.-][\dT.-]+)?(\.gz)?$/;

/**
 * The files that arguments name: a file, every log in a folder (not in those below it), or a pattern such as
 * `/logs/*\/audit*.log`. Each file once, in the order of the arguments.
 * Errors: AuditBenchError (exit 2) with every argument that names no file that can be read.
 */
export async function findLogFiles(paths: readonly string[]): Promise<readonly LogFile[]> {
  const problems: Problem[] = [];
  const files = new Map<string, LogFile>();
  for (const path of paths) {
    try {
      for (const name of await namesOf(path)) if (!files.has(name)) files.set(name, await lookAt(name));
    } catch (error) {
      if (!(error instanceof AuditBenchError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new AuditBenchError(EXIT.badInput, problems);
  return [...files.values()];
}

async function namesOf(path: string): Promise<readonly string[]> {
  const there = await statOf(path);
  if (there === null) {
    const names = isDynamicPattern(path) ? (await glob(path, { expandDirectories: false })).toSorted() : [];
    if (names.length > 0) return names;
    throw badInput(
      `${path}: ${isDynamicPattern(path) ? 'no file matches this pattern' : 'there is no such file or folder'}`,
    );
  }
  if (!there.isDirectory()) return [path];
  const names = (await refusing(path, readdir(path))).filter((name) => LOG_NAME.test(name)).toSorted();
  if (names.length > 0) return names.map((name) => join(path, name));
  throw badInput(`${path}: no log is in this folder`, 'a log is named *.log, *.json or *.jsonl, with .gz or without');
}

/** Errors: AuditBenchError (exit 2) for what is no regular file, cannot be read, or is no text. */
async function lookAt(path: string): Promise<LogFile> {
  const { size: sizeBytes, ...kind } = await kindOf(path);
  if (kind.isPipe)
    throw badInput(`${path}: is a pipe; a log is looked at twice`, `write it to a file first: cat ${path} > audit.log`);
  if (!kind.isFile) throw badInput(`${path}: is no regular file`);
  const start = await refusing(path, startOf(path));
  const compressed = start.subarray(0, GZIP_MAGIC.length).equals(GZIP_MAGIC);
  const head = compressed ? gunzipStart(start).subarray(0, HEAD_BYTES) : start;
  if (head.includes(0)) throw badInput(`${path}: is a binary file, expected an audit log in JSON`);
  return { path, compressed, sizeBytes, head };
}

async function kindOf(path: string): Promise<{ isPipe: boolean; isFile: boolean; size: number }> {
  const stats = await refusing(path, stat(path));
  return { isPipe: stats.isFIFO() || stats.isSocket(), isFile: stats.isFile(), size: stats.size };
}

async function startOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

async function statOf(path: string): Promise<Stats | null> {
  return stat(path).catch((error: unknown) => {
    const refusal = pathRefusal(error);
    if (refusal === null) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw badInput(`${path}: ${refusal}`);
  });
}

async function refusing<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    const refusal = pathRefusal(error);
    throw refusal === null ? error : badInput(`${path}: ${refusal}`);
  });
}
