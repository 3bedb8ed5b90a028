import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { badInput } from '../../core/errors.ts';
import { pathRefusal } from '../../core/system-error.ts';
import { nextTurn } from '../clock.ts';
import { gunzipped } from './gunzip.ts';
import { LineWindow } from './line-window.ts';

const CHUNK_BYTES = 1 << 20;

export interface LineReader {
  /** Whole lines, line ends included, but for a last line without one; the memory is used again. */
  readonly onLines: (lines: Buffer) => void;
  /** So many more bytes of the file were read, compressed ones where it is. */
  readonly onBytes: (count: number) => void;
}

/** How a file ended. */
export interface FileEnd {
  /** Why the rest of a compressed file could not be read; `null`: it was read to its end. */
  readonly damage: string | null;
  /** Lines longer than 64 MiB, which were passed over. */
  readonly tooLong: number;
}

/**
 * Reads a file line by line, in memory that does not grow with it.
 * Errors: AuditBenchError (exit 2) for a file that cannot be read; the signal's reason.
 */
export async function readFileLines(
  file: { readonly path: string; readonly compressed: boolean },
  reader: LineReader,
  signal: AbortSignal,
): Promise<FileEnd> {
  const window = new LineWindow((lines) => reader.onLines(lines), CHUNK_BYTES);
  let damage: string | null = null;
  try {
    if (file.compressed) await unzipInto(window, file.path, reader, signal);
    else await readInto(window, file.path, reader, signal);
  } catch (error) {
    signal.throwIfAborted();
    damage = damageOf(error);
    const refusal = pathRefusal(error);
    if (damage === null) throw refusal === null ? error : badInput(`${file.path}: ${refusal}`);
  }
  // A last line without its end: whole, when the writer left it so. Of a damaged file it is a torn one.
  window.finish();
  return { damage, tooLong: window.tooLong };
}

/**
 * Straight into the window's memory: a stream's chunks would have to be copied. Reads that block, with others' turns between
 * them: handing each to a thread costs as much again as reading. As far as the file went when it was opened: one that
 * grows faster than it is read would never end.
 */
async function readInto(window: LineWindow, path: string, reader: LineReader, signal: AbortSignal): Promise<void> {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    let at = 0;
    await window.fillFrom(async (into) => {
      await nextTurn();
      signal.throwIfAborted();
      const count = readSync(file, into, 0, Math.min(into.length, size - at), at);
      at += count;
      reader.onBytes(count);
      return count;
    });
  } finally {
    closeSync(file);
  }
}

async function unzipInto(window: LineWindow, path: string, reader: LineReader, signal: AbortSignal): Promise<void> {
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES, signal });
  stream.on('data', (chunk) => reader.onBytes(chunk.length));
  try {
    for await (const chunk of gunzipped(stream, { chunkSize: CHUNK_BYTES }) as AsyncIterable<Buffer>) window.add(chunk);
  } finally {
    stream.destroy();
  }
}

function damageOf(error: unknown): string | null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return 'the file ends in the middle of its compressed data';
  return code?.startsWith('Z_') === true ? 'its compressed data is damaged' : null;
}
