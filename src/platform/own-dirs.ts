import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Resource } from '../core/scope.ts';
import { atExit } from './at-exit.ts';
import { makeTempDir, removeDir, tempDirs, writeFileAtomic } from './files.ts';
import { type Owner, ownerHere, readOwner, stateOf } from './owner.ts';

const PREFIX = 'audit-bench-run-';
const OWNER_FILE = 'owner.json';

export interface OwnDir extends Resource {
  readonly path: string;
}

/** A temporary folder that says whose it is: it goes with the process that made it, or is found when that was killed. */
export async function makeOwnDir(runDir: string): Promise<OwnDir> {
  const path = await makeTempDir(PREFIX);
  const forget = atExit(() => rmSync(path, { recursive: true, force: true }));
  await writeFileAtomic(join(path, OWNER_FILE), `${JSON.stringify(await ownerHere(runDir))}\n`);
  return {
    path,
    async close() {
      await removeDir(path);
      forget();
    },
  };
}

export interface Leftover {
  readonly path: string;
  readonly owner: Owner;
}

/** Folders whose process has ended without giving them back: they hold keys of its certificates, and logs. */
export async function leftoverDirs(): Promise<readonly Leftover[]> {
  const found: Leftover[] = [];
  for (const path of await tempDirs(PREFIX)) {
    const owner = await readOwner(join(path, OWNER_FILE));
    if (owner !== null && (await stateOf(owner)) === 'gone') found.push({ path, owner });
  }
  return found;
}
