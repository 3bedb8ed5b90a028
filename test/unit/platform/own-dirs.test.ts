import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { leftoverDirs, makeOwnDir } from '../../../src/platform/own-dirs.ts';
import { tempDir } from '../../support/cli.ts';

let scratch = '';
beforeEach(() => {
  scratch = tempDir();
  vi.stubEnv('TMPDIR', scratch);
});
afterEach(() => vi.unstubAllEnvs());

function dirOf(name: string, owner: unknown): string {
  const path = join(scratch, name);
  mkdirSync(path);
  writeFileSync(join(path, 'owner.json'), JSON.stringify(owner));
  return path;
}

describe('temporary folders of our own', () => {
  test('are for nobody but this user, and go when they are given back', async () => {
    const dir = await makeOwnDir('/runs/a');
    expect(statSync(dir.path).mode & 0o777).toBe(0o700);
    expect(await leftoverDirs()).toEqual([]);
    await dir.close();
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('are found when the process that made them has ended; those of others are left alone', async () => {
    const gone = { process: `${process.pid}:1`, host: hostname(), startedAt: '', runDir: '/runs/a' };
    const path = dirOf('audit-bench-run-gone', gone);
    dirOf('audit-bench-run-far', { ...gone, host: 'elsewhere.example' });
    dirOf('someone-elses', gone);
    mkdirSync(join(scratch, 'audit-bench-run-nameless'));
    const alive = await makeOwnDir('/runs/b');
    // Killed before it had written whose it is.
    const young = join(scratch, `audit-bench-run-${process.pid}.1-x1Y2z3`);
    mkdirSync(young);
    const inName = { process: `${process.pid}:1`, host: hostname(), startedAt: '', runDir: 'that had just begun' };
    expect((await leftoverDirs()).toSorted((a, b) => a.path.localeCompare(b.path))).toEqual([
      { path: young, owner: inName },
      { path, owner: gone },
    ]);
    await alive.close();
    expect(existsSync(path)).toBe(true);
  });
});
