import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const dirs = [];
process.once('exit', () => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

/** A folder for a measurement's files, ledgers of 40 MB among them; gone when the process ends. */
export function tempDir() {
  const dir = mkdtempSync(join(tmpdir(), 'audit-bench-bench-'));
  dirs.push(dir);
  return dir;
}
