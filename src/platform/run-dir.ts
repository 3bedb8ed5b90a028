import { access, constants, mkdir, readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { badInput, messageOf } from '../core/errors.ts';
import { freeBytes } from './files.ts';
import { LOCK_FILE } from './run-lock.ts';

/** A run of some minutes writes tens of megabytes; below this the disk would fill up in the middle. */
const ROOM_BYTES = 64 * 2 ** 20;

/**
 * Makes the run directory, or takes an empty one.
 * Errors: AuditBenchError (exit 2) when it holds something, cannot be written, or its disk is nearly full.
 */
export async function makeRunDir(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
  } catch (error) {
    const parent = dirname(dir);
    throw badInput(
      `--out ${dir}: cannot be written: ${reasonOf(error)}`,
      `choose another folder, or make ${parent} writable`,
    );
  }
  if ((await readdir(dir)).some((name) => name !== LOCK_FILE))
    throw badInput(`--out ${dir}: is not empty`, 'choose a new folder, or go on with --resume');
  await requireRoom(dir);
}

export async function requireRoom(dir: string): Promise<void> {
  const free = await freeBytes(dir);
  if (free < ROOM_BYTES) {
    throw badInput(
      `--out ${dir}: the disk is full (${Math.floor(free / 2 ** 20)} MiB left)`,
      'a run needs 64 MiB or more',
    );
  }
}

function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EACCES' || code === 'EROFS') return 'permission denied';
  if (code === 'ENOTDIR' || code === 'EEXIST') return 'a file is in the way';
  return messageOf(error);
}
