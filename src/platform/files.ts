import { randomBytes } from 'node:crypto';
import { type WriteStream, createReadStream, createWriteStream } from 'node:fs';
import { access, appendFile, cp, mkdir, mkdtemp, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { badInput, messageOf } from '../core/errors.ts';
import { diskFull, isDiskFull, pathRefusal, sentenceOfSystem } from '../core/system-error.ts';
import { LineGatherer } from './line-gatherer.ts';

/** Replaces a file in one step: a reader sees the old text or the new, never a half. */
export function writeFileAtomic(file: string, text: string): Promise<void> {
  return replaceFile(file, text, 0o666);
}

/** The same for a file with a key in it: nobody but this user may read it. */
export function writeSecretFile(file: string, text: string): Promise<void> {
  return replaceFile(file, text, 0o600);
}

async function replaceFile(file: string, text: string, mode: number): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(draft, text, { mode });
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw sentenceOfSystem(error, file);
  }
}

/** Adds to a file, and makes it and its folder where they are not there. */
export async function appendText(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await appendFile(file, text);
}

/** A folder with nothing in it; what was there is deleted. */
export async function makeEmptyDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
}

/** A folder and those above it, where they are not there. */
export async function makeDir(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
}

/**
 * Appends lines of JSON to a file; `close` resolves when all of it is with the system.
 * `onFailure`: told at once of the first error of the file, such as a full disk; what is written after it is gone.
 */
export class JsonLinesWriter {
  readonly #stream: WriteStream;
  readonly #lines: LineGatherer;
  readonly #file: string;
  readonly #onFailure: (error: Error) => void;
  #failure: Error | undefined;

  constructor(file: string, onFailure: (error: Error) => void = () => {}) {
    this.#stream = createWriteStream(file, { flags: 'a', highWaterMark: 1 << 20 });
    this.#file = file;
    this.#onFailure = onFailure;
    this.#stream.on('error', (error) => this.#fail(error));
    this.#lines = new LineGatherer((bytes) => this.#stream.write(bytes));
  }

  /** The first counts: what fails after it fails by it. */
  #fail(error: Error): void {
    if (this.#failure !== undefined) return;
    this.#failure = sentenceOfSystem(error, this.#file);
    this.#onFailure(this.#failure);
  }

  write(record: unknown): void {
    this.writeLine(JSON.stringify(record));
  }

  /** For callers that build the JSON themselves; the parts of a line may be bytes already, which must stay as they are. */
  writeLine(...parts: readonly (string | Buffer)[]): void {
    this.#lines.writeLine(...parts);
  }

  /** Whole lines that were gathered elsewhere; the bytes must stay as they are. */
  writeLines(lines: Uint8Array): void {
    this.#lines.drain();
    this.#stream.write(lines);
  }

  /** Resolves when the disk has kept up: who writes much more before would fill the memory. At once after a failure. */
  async room(): Promise<void> {
    const stream = this.#stream;
    if (!stream.writableNeedDrain || stream.destroyed) return;
    await new Promise<void>((resolve) => {
      const go = (): void => {
        stream.off('drain', go).off('close', go);
        resolve();
      };
      stream.on('drain', go).on('close', go);
    });
  }

  /** Resolves when everything written so far is with the system. Errors: the first that the file gave, such as ENOSPC. */
  async flush(): Promise<void> {
    this.#lines.drain();
    await new Promise<void>((resolve) =>
      this.#stream.write('', (error) => {
        if (error) this.#fail(error);
        resolve();
      }),
    );
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    this.#lines.drain();
    // A stream that failed has closed itself, and says so once only.
    if (!this.#stream.closed)
      await new Promise<void>((resolve) => {
        this.#stream.once('close', resolve);
        this.#stream.end();
      });
    if (this.#failure !== undefined) throw this.#failure;
  }
}

/** A file that somebody wrote by hand is smaller; one without an end, such as /dev/zero, is not. */
const MOST_TEXT_BYTES = 256 * 2 ** 20;

/** Errors: ERR_FS_FILE_TOO_LARGE above 256 MiB. */
export async function readTextIfThere(file: string): Promise<string | undefined> {
  try {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const part of createReadStream(file, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes > MOST_TEXT_BYTES)
        throw Object.assign(new Error(`${file}: the file is too large`), { code: 'ERR_FS_FILE_TOO_LARGE' });
      parts.push(part);
    }
    return Buffer.concat(parts).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

export async function pathExists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Whether something is there that can be read like a file, so no folder. */
export async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => !found.isDirectory(),
    () => false,
  );
}

/** 0 for what is not there. */
export async function fileBytes(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Names of the files in a folder; none when it is not there. */
export async function listFiles(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

/** Names of the folders in a folder; none when it is not there. */
export async function listDirs(dir: string): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Folders in the system's place for temporary files whose name begins so. */
export async function tempDirs(prefix: string): Promise<string[]> {
  return (await listDirs(tmpdir())).filter((name) => name.startsWith(prefix)).map((name) => join(tmpdir(), name));
}

/** Free bytes of the file system that holds a folder. */
export async function freeBytes(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}

/**
 * A new folder in the system's place for temporary files, for nobody but this user.
 * Errors: AuditBenchError (exit 2) when that place is not there or cannot be written.
 */
export async function makeTempDir(prefix: string): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), prefix));
  } catch (error) {
    if (isDiskFull(error)) throw diskFull(tmpdir(), error);
    throw badInput(
      `the folder for temporary files, ${tmpdir()}: ${pathRefusal(error) ?? messageOf(error)}`,
      'set TMPDIR to a folder that is there and can be written',
    );
  }
}

/** Nothing where it has gone already. */
export async function removeFile(path: string): Promise<void> {
  await rm(path, { force: true });
}

export async function removeDir(dir: string): Promise<void> {
  await rm(dir, { recursive: true, force: true, maxRetries: 3 });
}

export async function copyFileTo(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await cp(from, to);
}

/** Moves a file to a place whose folder may not be there, across file systems. */
export async function moveInto(from: string, to: string): Promise<void> {
  await copyFileTo(from, to);
  await rm(from, { force: true });
}
