import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Scope } from '../../src/core/scope.ts';
import { realScope, silentProgress } from '../../src/platform/run-scope.ts';
import { tempDir } from './cli.ts';

/** A scope on the real clock with a run directory of its own. */
export function testScope(signal: AbortSignal = new AbortController().signal): Scope {
  const runDir = join(tempDir(), 'run');
  mkdirSync(runDir, { recursive: true });
  return realScope({ signal, seed: 7, progress: silentProgress, runDir });
}
