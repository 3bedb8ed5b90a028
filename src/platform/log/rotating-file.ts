import {
  closeSync,
  createReadStream,
  createWriteStream,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type Backup, RotationNames } from './rotation-names.ts';

export interface RotationLimits {
  /** 0: no rotation. */
  readonly maxSizeBytes: number;
  /** 0: all are kept. */
  readonly maxBackups: number;
  readonly compress: boolean;
}

/** Files are readable by the API server's user alone, as kube-apiserver makes them. */
const MODE = 0o600;

/**
 * Appends to a file and puts it aside when the next write would make it too large, as the rotating writer of
 * kube-apiserver does (gopkg.in/natefinch/lumberjack.v2 at v2.2.1): rename, new file, then the oldest are deleted and the
 * rest compressed. Age counts in days there, which no run lasts.
 */
export class RotatingFile {
  readonly #names: RotationNames;
  readonly #limits: RotationLimits;
  readonly #nowMs: () => number;
  #file: number | null = null;
  #size = 0;
  #compressing: Promise<void> = Promise.resolve();

  constructor(path: string, limits: RotationLimits, nowMs: () => number) {
    this.#names = new RotationNames(path);
    this.#limits = limits;
    this.#nowMs = nowMs;
  }

  /** Makes the file before anything is written. Errors: the system's, such as EROFS or EACCES. */
  open(): void {
    this.#opened();
  }

  /** Errors: the system's, such as ENOSPC or EROFS; a text that is larger than a whole file may be. */
  write(text: string): void {
    const bytes = Buffer.from(text);
    const { maxSizeBytes } = this.#limits;
    if (maxSizeBytes > 0 && bytes.length > maxSizeBytes)
      throw new Error(`write length ${bytes.length} exceeds maximum file size ${maxSizeBytes}`);
    let file = this.#opened();
    if (maxSizeBytes > 0 && this.#size + bytes.length > maxSizeBytes && this.#size > 0) {
      this.#rotate();
      file = this.#opened();
    }
    for (let at = 0; at < bytes.length; ) {
      const written = writeSync(file, bytes, at);
      at += written;
      this.#size += written;
    }
  }

  async close(): Promise<void> {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    await this.#compressing;
  }

  #opened(): number {
    if (this.#file !== null) return this.#file;
    mkdirSync(this.#names.dir, { recursive: true });
    this.#file = openSync(this.#names.path, 'a', MODE);
    this.#size = fstatSync(this.#file).size;
    return this.#file;
  }

  #rotate(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    renameSync(this.#names.path, this.#names.backupPath(this.#nowMs()));
    const { maxBackups, compress } = this.#limits;
    const backups = this.#names.backups();
    const surplus = maxBackups > 0 ? Math.max(0, backups.length - maxBackups) : 0;
    for (const { path } of backups.slice(0, surplus)) rmSync(path, { force: true });
    if (!compress) return;
    const plain = backups.slice(surplus).filter(({ compressed }) => !compressed);
    this.#compressing = this.#compressing.then(async () => {
      for (const backup of plain) await compressBackup(backup).catch(() => {});
    });
  }
}

/** The plain file goes when the compressed one is whole. */
async function compressBackup({ path }: Backup): Promise<void> {
  await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.gz`, { mode: MODE }));
  rmSync(path, { force: true });
}
