import { closeSync, createReadStream, fstatSync, type FSWatcher, openSync, readSync, statSync, watch } from 'node:fs';
import { nextTurn } from '../clock.ts';
import { gunzipped, gunzipStart } from './gunzip.ts';
import { LineWindow } from './line-window.ts';
import { type Backup, RotationNames } from './rotation-names.ts';

/** What the follower has to say about the way that it came. */
export interface FollowedLog {
  /** Files that were put aside and read to their end. */
  readonly rotations: number;
  /** Names of files that rotation removed before they were read. */
  readonly removedUnread: readonly string[];
  /** How often the file became shorter in its place: what was written in between is not known. */
  readonly truncations: number;
  /** Lines that a file ended in the middle of, or that were too long to be read. */
  readonly unfinishedLines: number;
}

/** Compared to know a file again: its first events are in it, with audit IDs that stand nowhere else. */
const HEAD_BYTES = 1024;
const GZ_HEAD_BYTES = 4096;

interface OpenLog {
  readonly file: number;
  readonly inode: number;
  at: number;
}

/**
 * Follows a log file across its rotation (rename and new file): `poll` hands over every whole line that is there. A file
 * that was put aside is read to its end first, through the descriptor that is still open, then those that followed it,
 * compressed or not, then the new one. What was there before the follower was made is passed over.
 */
export class LogFollower {
  readonly #names: RotationNames;
  readonly #window: LineWindow;
  readonly #done: Set<string>;
  /** Names of backups that the folder told of, whether they are still there or not. */
  readonly #seen = new Set<string>();
  readonly #watcher: FSWatcher | null;
  #open: OpenLog | null;
  #rotations = 0;
  #truncations = 0;
  #unfinished = 0;
  readonly #removedUnread: string[] = [];

  /** The folder must be there, the file need not. */
  constructor(path: string, onLines: (lines: Buffer) => void) {
    this.#names = new RotationNames(path);
    this.#window = new LineWindow(onLines);
    this.#watcher = this.#watchFolder();
    this.#open = openLog(path);
    if (this.#open !== null) this.#open.at = fstatSync(this.#open.file).size;
    this.#done = new Set(this.#names.backups().map(({ name }) => name));
  }

  get report(): FollowedLog {
    return {
      rotations: this.#rotations,
      removedUnread: [...this.#removedUnread],
      truncations: this.#truncations,
      unfinishedLines: this.#unfinished + this.#window.tooLong,
    };
  }

  /** Bytes of a last line that is not whole yet. */
  get unfinishedBytes(): number {
    return this.#window.unfinishedBytes;
  }

  /** Hands over the whole lines that are there by now. Errors: the system's, such as EACCES. */
  async poll(): Promise<void> {
    for (;;) {
      if (this.#open === null) {
        await this.#openNext(null);
        if (this.#open === null) return;
      }
      this.#readOpen(this.#open);
      if (!this.#isPutAside(this.#open)) return;
      // What was written between the last read and the renaming.
      this.#readOpen(this.#open);
      const old = this.#open;
      await this.#openNext(old);
      closeSync(old.file);
    }
  }

  close(): void {
    this.#watcher?.close();
    if (this.#open !== null) closeSync(this.#open.file);
    this.#open = null;
  }

  #watchFolder(): FSWatcher | null {
    try {
      const watcher = watch(this.#names.dir, { persistent: false }, (_, file) => {
        const name = file === null ? null : this.#names.backupName(file);
        if (name !== null) this.#seen.add(name);
      });
      watcher.on('error', () => {});
      return watcher;
    } catch {
      return null;
    }
  }

  #readOpen(log: OpenLog): void {
    if (fstatSync(log.file).size < log.at) {
      this.#truncations += 1;
      this.#dropUnfinished();
      log.at = 0;
    }
    this.#window.fill((into) => {
      const count = readSync(log.file, into, 0, into.length, log.at);
      log.at += count;
      return count;
    });
  }

  /** True when another file stands in its place; while none does, the writer may still hold this one. */
  #isPutAside({ inode }: OpenLog): boolean {
    const there = statSync(this.#names.path, { throwIfNoEntry: false });
    return there !== undefined && there.ino !== inode;
  }

  /** Reads the files between the old one and the one that is written now, and opens that. */
  async #openNext(old: OpenLog | null): Promise<void> {
    this.#dropUnfinished();
    if (old !== null) await this.#settleOld(old);
    for (;;) {
      // Before the look at the folder: a file that is put aside after it was opened is read through its descriptor.
      const next = openLog(this.#names.path);
      const backup = this.#names.backups().find(({ name }) => !this.#done.has(name));
      if (backup === undefined || (next !== null && isSame(backup, next))) {
        this.#open = next;
        return;
      }
      if (next !== null) closeSync(next.file);
      await this.#readBackup(backup);
    }
  }

  /** Finds the old file among the backups. When it is gone, others that were put aside after it may be as well. */
  async #settleOld(old: OpenLog): Promise<void> {
    this.#rotations += 1;
    // What the folder told is taken in between the two: the first turn may end the one that was under way.
    await nextTurn();
    await nextTurn();
    const backups = this.#names.backups();
    const there = new Set(backups.map(({ name }) => name));
    const self = backups.find((backup) => !this.#done.has(backup.name) && isSame(backup, old));
    const gone = [...this.#seen].filter((name) => !there.has(name) && !this.#done.has(name)).toSorted();
    // The oldest go first, so of those that are gone the first is the old file itself, unless it is still there.
    const unread = self === undefined ? gone.slice(1) : gone;
    this.#removedUnread.push(...unread);
    for (const name of [...gone, ...(self === undefined ? [] : [self.name])]) this.#done.add(name);
    for (const name of this.#seen) if (this.#done.has(name)) this.#seen.delete(name);
  }

  async #readBackup({ name, path, compressed }: Backup): Promise<void> {
    try {
      const stream = createReadStream(path, { highWaterMark: 1 << 18 });
      const bytes = compressed ? gunzipped(stream) : stream;
      for await (const chunk of bytes as AsyncIterable<Buffer>) this.#window.add(chunk);
      this.#rotations += 1;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      // Compressed since the look at the folder: the next look finds it under its other name.
      if (!compressed && this.#names.backups().some((backup) => backup.name === name)) return;
      this.#removedUnread.push(name);
    }
    this.#dropUnfinished();
    this.#done.add(name);
  }

  #dropUnfinished(): void {
    if (this.#window.drop() > 0) this.#unfinished += 1;
  }
}

function openLog(path: string): OpenLog | null {
  try {
    const file = openSync(path, 'r');
    return { file, inode: fstatSync(file).ino, at: 0 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/**
 * By the inode, or by its first bytes, for compression makes another file of it: perhaps since the look at the folder,
 * and then it is the one beside.
 */
function isSame(backup: Backup, log: OpenLog): boolean {
  const there = statSync(backup.path, { throwIfNoEntry: false });
  if (!backup.compressed && there !== undefined) return there.ino === log.inode;
  const own = Buffer.alloc(HEAD_BYTES);
  const length = readSync(log.file, own, 0, HEAD_BYTES, 0);
  const head = compressedHead(backup.compressed ? backup.path : `${backup.path}.gz`);
  return length > 0 && head.length > 0 && own.subarray(0, length).equals(head.subarray(0, length));
}

function compressedHead(path: string): Buffer {
  try {
    const file = openSync(path, 'r');
    const packed = Buffer.alloc(GZ_HEAD_BYTES);
    const length = readSync(file, packed, 0, packed.length, 0);
    closeSync(file);
    return gunzipStart(packed.subarray(0, length));
  } catch {
    return Buffer.alloc(0);
  }
}
