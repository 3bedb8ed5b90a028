import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

const LOOKS_EVERY_MS = 250;
/** Longer than all files together that take turns. */
const WAITS_MS = 900_000;

/**
 * Files of tests that count what is on the whole machine run one after another, whatever runs beside them. Said at the
 * head of such a file. Making a folder is atomic, so that one of them has the turn; who has it stands in the folder.
 */
export function takesTurns(subject: string): void {
  const dir = join(tmpdir(), `turn-${subject}`);
  const holder = join(dir, 'pid');
  beforeAll(async () => {
    while (!made(dir)) {
      if (hasEnded(holder)) rmSync(dir, { recursive: true, force: true });
      else await new Promise((later) => setTimeout(later, LOOKS_EVERY_MS));
    }
    writeFileSync(holder, String(process.pid));
  }, WAITS_MS);
  afterAll(() => {
    if (holderOf(holder) === process.pid) rmSync(dir, { recursive: true, force: true });
  });
}

function made(dir: string): boolean {
  try {
    mkdirSync(dir);
    return true;
  } catch {
    return false;
  }
}

/** A process of tests that was killed gives nothing back. */
function hasEnded(holder: string): boolean {
  const pid = holderOf(holder);
  return pid !== null && !existsSync(`/proc/${pid}`);
}

/** `null`: nobody's, or not written yet. */
function holderOf(holder: string): number | null {
  try {
    return Number(readFileSync(holder, 'utf8')) || null;
  } catch {
    return null;
  }
}
