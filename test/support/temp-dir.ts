import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const PREFIX = 'audit-bench-tests-';

/**
 * What tests and the programs that they start put into the system's place for temporary files goes when they end. Called
 * for each project of vitest: the first makes the folder for all, for the path of a socket in it has 108 bytes at most.
 */
export default function setup(): () => void {
  if (basename(tmpdir()).startsWith(PREFIX)) return () => {};
  const dir = mkdtempSync(join(tmpdir(), PREFIX));
  process.env.TMPDIR = dir;
  return () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
