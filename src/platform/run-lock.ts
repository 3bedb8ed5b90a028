import { rmSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { badInput } from '../core/errors.ts';
import type { Resource } from '../core/scope.ts';
import { atExit } from './at-exit.ts';
import { type Owner, ownerHere, pidOf, readOwner, stateOf } from './owner.ts';

export const LOCK_FILE = 'run.lock';

/**
 * Holds a run directory for this process alone, until `close` or the end of the process.
 * Errors: AuditBenchError (exit 2) when another process that lives holds it. One that has ended holds nothing.
 */
export async function lockRunDir(dir: string): Promise<Resource> {
  const file = join(dir, LOCK_FILE);
  const owner = await ownerHere(dir);
  if (!(await created(file, owner))) {
    await refuseWhileHeld(dir);
    // In one step, so that of two who find the same dead lock one only takes it away.
    await rename(file, `${file}.${pidOf(owner)}`).catch(() => {});
    await rm(`${file}.${pidOf(owner)}`, { force: true });
    if (!(await created(file, owner))) throw badInput(`${dir}: another run has just taken it`);
  }
  const forget = atExit(() => rmSync(file, { force: true }));
  return {
    async close() {
      forget();
      await rm(file, { force: true });
    },
  };
}

/** Errors: AuditBenchError (exit 2) when a process that lives, or may live, writes there. */
export async function refuseWhileHeld(dir: string): Promise<void> {
  const file = join(dir, LOCK_FILE);
  const holder = await readOwner(file);
  if (holder === null) return;
  const state = await stateOf(holder);
  if (state === 'alive')
    throw badInput(
      `${dir}: process ${pidOf(holder)} is writing there, since ${holder.startedAt}`,
      'let it end, or end it with Ctrl-C; or choose another folder',
    );
  if (state === 'elsewhere')
    throw badInput(
      `${dir}: process ${pidOf(holder)} on ${holder.host} holds it, since ${holder.startedAt}`,
      `where that has ended, delete ${file}`,
    );
}

async function created(file: string, owner: Owner): Promise<boolean> {
  try {
    await writeFile(file, `${JSON.stringify(owner)}\n`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
