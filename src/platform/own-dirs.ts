import { rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import type { Resource } from '../core/scope.ts';
import { atExit } from './at-exit.ts';
import { makeTempDir, removeDir, tempDirs, writeFileAtomic } from './files.ts';
import { ownIdentity } from './programs.ts';
import { type Owner, ownerHere, readOwner, stateOf } from './owner.ts';

const PREFIX = 'audit-bench-run-';
const OWNER_FILE = 'owner.json';

export interface OwnDir extends Resource {
  readonly path: string;
}

/** A temporary folder that says whose it is: it goes with the process that made it, or is found when that was killed. */
export async function makeOwnDir(runDir: string): Promise<OwnDir> {
  // The name says it already: a kill may come before the file is written.
  const path = await makeTempDir(`${PREFIX}${nameOf(await ownIdentity())}`);
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
    const owner = (await readOwner(join(path, OWNER_FILE))) ?? ownerInName(path);
    if (owner !== null && (await stateOf(owner)) === 'gone') found.push({ path, owner });
  }
  return found;
}

/** `123.456-`; nothing where the system tells a start otherwise than by a number. */
function nameOf(identity: string): string {
  return /^\d+:\d+$/.test(identity) ? `${identity.replace(':', '.')}-` : '';
}

/** What the name alone tells: the process, on this machine, whose place for temporary files it is. */
function ownerInName(path: string): Owner | null {
  const [, pid, start] = /-run-(\d+)\.(\d+)-[^-]+$/.exec(basename(path)) ?? [];
  if (pid === undefined || start === undefined) return null;
  return { process: `${pid}:${start}`, host: hostname(), startedAt: '', runDir: 'that had just begun' };
}
