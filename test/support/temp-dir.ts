import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What tests and the programs that they start put into the system's place for temporary files goes when they end. */
export default function setup(): () => void {
  const dir = mkdtempSync(join(tmpdir(), 'audit-bench-tests-'));
  process.env.TMPDIR = dir;
  return () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
}
