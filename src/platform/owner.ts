import { hostname } from 'node:os';
import { epochMs } from './clock.ts';
import { readTextIfThere } from './files.ts';
import { ownIdentity, processIdentity } from './programs.ts';

/** The process that a file or folder belongs to. */
export interface Owner {
  /** Number and start, so that a number used again is not taken for it. */
  readonly process: string;
  /** Of another machine, or another container, a process cannot be asked for. */
  readonly host: string;
  readonly startedAt: string;
  readonly runDir: string;
}

export async function ownerHere(runDir: string): Promise<Owner> {
  return {
    process: await ownIdentity(),
    host: hostname(),
    startedAt: new Date(epochMs()).toISOString(),
    runDir,
  };
}

/** `null`: the file has gone, or names no owner. */
export async function readOwner(file: string): Promise<Owner | null> {
  return parseOwner((await readTextIfThere(file)) ?? '');
}

/** `null`: names no owner. */
export function parseOwner(text: string): Owner | null {
  try {
    const owner = JSON.parse(text) as Partial<Owner> | null;
    return typeof owner?.process === 'string' && typeof owner.host === 'string' ? (owner as Owner) : null;
  } catch {
    return null;
  }
}

export function pidOf({ process }: Owner): string {
  return process.split(':')[0] ?? process;
}

export type OwnerState = 'alive' | 'gone' | 'elsewhere';

export async function stateOf(owner: Owner): Promise<OwnerState> {
  if (owner.host !== hostname()) return 'elsewhere';
  return (await processIdentity(Number(pidOf(owner)))) === owner.process ? 'alive' : 'gone';
}
