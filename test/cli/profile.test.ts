import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { eventLine, writeLog } from '../support/audit-log.ts';
import { waitUntil } from '../../src/runner/wait-until.ts';
import { runCli, startCli, tempDir } from '../support/cli.ts';
import { testScope } from '../support/scope.ts';

const START_MS = Date.parse('2026-11-24T14:02:00Z');

function log(): string {
  const lines = Array.from({ length: 300 }, (_, at) => eventLine({ atMs: START_MS + at * 100, user: 'mallory' }));
  return writeLog(join(tempDir(), 'audit.log'), lines);
}

/** Bytes that a process has read (Linux): of its own files as well, which are few. */
function bytesRead(pid: number): number {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
}

describe('audit-bench profile', () => {
  test('writes a scenario that is valid, and reports', async () => {
    const out = join(tempDir(), 'profile');
    const { exitCode, stdout } = await runCli(['profile', '--audit-log', log(), '--out', out]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('300 events of 300 requests');
    const { stdout: checked } = await runCli(['validate', join(out, 'scenario.yaml')]);
    expect(checked).toContain('scenario "profiled" is valid');
    expect(readFileSync(join(out, 'profile.html'), 'utf8')).toContain('<h2>By user</h2>');
    expect(readFileSync(join(out, 'profile.md'), 'utf8')).toContain('| mallory | 300 | 100 % |');
    expect(JSON.parse(readFileSync(join(out, 'profile.json'), 'utf8'))).toMatchObject({ events: 300 });
  });

  test('names are hashed with a key that is made and kept', async () => {
    const [key, out] = [join(tempDir(), 'key'), join(tempDir(), 'profile')];
    await runCli(['profile', '--audit-log', log(), '--out', out, '--anonymise', key]);
    const first = readFileSync(join(out, 'scenario.yaml'), 'utf8');
    expect(first).not.toContain('mallory');
    await runCli(['profile', '--audit-log', log(), '--out', out, '--anonymise', key]);
    expect(readFileSync(join(out, 'scenario.yaml'), 'utf8')).toBe(first);
  });

  test('Ctrl-C while it reads: said, exit 130, and nothing is written', async () => {
    const out = join(tempDir(), 'profile');
    const many = Array.from({ length: 1000 }, (_, at) => eventLine({ atMs: START_MS + at, user: 'mallory' }));
    const file = writeLog(join(tempDir(), 'audit.log'), many);
    for (const _ of Array.from({ length: 9 })) appendFileSync(file, readFileSync(file));
    const child = startCli(['profile', '--audit-log', file, '--out', out]);
    const hasRead = async (): Promise<boolean> => bytesRead(child.pid ?? 0) > statSync(file).size / 2;
    expect(await waitUntil(hasRead, 60_000, testScope())).toBe(true);
    child.kill('SIGINT');
    const { exitCode, stderr } = await child;
    expect(stderr).toMatch(/(^|\n)interrupted while reading: nothing was written$/);
    expect(exitCode).toBe(130);
    expect(existsSync(out)).toBe(false);
  });

  test('a pipe, an empty file and a .gz that was cut say what they are', async () => {
    const dir = tempDir();
    const [pipe, empty, cut] = ['pipe.log', 'empty.log', 'cut.log.gz'].map((name) => join(dir, name)) as [
      string,
      string,
      string,
    ];
    execFileSync('mkfifo', [pipe]);
    writeFileSync(empty, '');
    const whole = gzipSync(readFileSync(log()));
    writeFileSync(cut, whole.subarray(0, Math.floor(whole.length / 2)));
    const profiled = async (file: string) => runCli(['profile', '--audit-log', file, '--out', join(dir, 'out')]);
    expect(await profiled(pipe)).toMatchObject({
      exitCode: 2,
      stderr: `${pipe}: is a pipe; a log is looked at twice\n  hint: write it to a file first: cat ${pipe} > audit.log`,
    });
    expect(await profiled(empty)).toMatchObject({ exitCode: 2, stderr: `${empty}: is empty` });
    const read = await profiled(cut);
    expect(read.exitCode).toBe(0);
    expect(read.stderr.split('\n')[0]).toBe(
      `${cut}: the file ends in the middle of its compressed data; what comes before is counted.`,
    );
  });

  test.each([
    [['--window', 'busiest'], '--window: expected "whole" or a window such as "busiest:5m", got "busiest"'],
    [['--policy', '/nowhere.yaml'], '/nowhere.yaml: there is no such file\n  hint: looked for /nowhere.yaml'],
  ])('%j is refused', async (more, message) => {
    const { exitCode, stderr } = await runCli([
      'profile',
      '--audit-log',
      log(),
      '--out',
      join(tempDir(), 'p'),
      ...more,
    ]);
    expect(stderr.trim()).toBe(message);
    expect(exitCode).toBe(2);
  });
});
