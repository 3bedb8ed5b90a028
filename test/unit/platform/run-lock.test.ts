import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ownIdentity } from '../../../src/platform/programs.ts';
import { lockRunDir, refuseWhileHeld } from '../../../src/platform/run-lock.ts';
import { tempDir } from '../../support/cli.ts';

const SINCE = '2026-01-02T03:04:05.000Z';

function heldBy(process: string, host = hostname()): string {
  const dir = tempDir();
  writeFileSync(join(dir, 'run.lock'), JSON.stringify({ process, host, startedAt: SINCE, runDir: dir }));
  return dir;
}

describe('the lock of a run directory', () => {
  test('keeps a second run out until it is given back', async () => {
    const dir = tempDir();
    const lock = await lockRunDir(dir);
    await expect(lockRunDir(dir)).rejects.toThrow(`${dir}: process ${process.pid} is writing there, since `);
    await lock.close();
    expect(existsSync(join(dir, 'run.lock'))).toBe(false);
    await (await lockRunDir(dir)).close();
  });

  test('of a process that has ended holds nothing, also when its number is used again', async () => {
    const dir = heldBy(`${process.pid}:1`);
    const lock = await lockRunDir(dir);
    expect(JSON.parse(readFileSync(join(dir, 'run.lock'), 'utf8'))).toMatchObject({ process: await ownIdentity() });
    await lock.close();
  });

  test('of another machine is believed, with what to do', async () => {
    const dir = heldBy('7:1', 'elsewhere.example');
    await expect(lockRunDir(dir)).rejects.toThrow(
      `${dir}: process 7 on elsewhere.example holds it, since ${SINCE}\n  hint: where that has ended, delete ${dir}/run.lock`,
    );
  });

  test.each(['', '{', '{}', 'null', '[]'])('that says %j is none', async (text) => {
    const dir = tempDir();
    writeFileSync(join(dir, 'run.lock'), text);
    await refuseWhileHeld(dir);
    await (await lockRunDir(dir)).close();
  });
});
