import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { startCli, tempDir } from '../support/cli.ts';
import { processesWith, tempEntries } from '../support/processes.ts';

const STEPS = [
  'starting embedded',
  'small-1: proving the path',
  'small-1: warm-up',
  'small-1: settling',
  'small-1: measuring',
  'small-1: draining',
  'large-1: applying settings',
  'large-1: measuring',
];

describe('Ctrl-C', () => {
  test.each(STEPS)('at "%s" leaves nothing running, keeps what was measured and exits 130', async (step) => {
    const dir = tempDir();
    const scratch = tempDir();
    const out = join(dir, 'run');
    const child = startCli(['run', resolve('scenarios/quickstart.yaml'), '--out', out], { env: { TMPDIR: scratch } });
    let seen = '';
    let sent = false;
    child.stderr.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      // Once: the second Ctrl-C leaves at once.
      if (!sent && seen.includes(step)) sent = child.kill('SIGINT');
    });
    const { exitCode, stderr } = await child;
    expect(stderr).toContain('interrupted: giving everything back');
    expect(exitCode).toBe(130);
    expect(processesWith(scratch)).toEqual([]);
    expect(tempEntries(scratch)).toEqual([]);
    if (!existsSync(join(out, 'result.json'))) {
      expect(step).toBe('starting embedded');
      return;
    }
    const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
    expect(result.status).toBe('interrupted');
    expect(result.trials.map(({ id }) => id)).toEqual(step.startsWith('large') ? ['small-1'] : []);
  });
});
