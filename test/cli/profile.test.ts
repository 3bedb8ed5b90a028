import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventLine, writeLog } from '../support/audit-log.ts';
import { runCli, tempDir } from '../support/cli.ts';

const START_MS = Date.parse('2026-11-24T14:02:00Z');

function log(): string {
  const lines = Array.from({ length: 300 }, (_, at) => eventLine({ atMs: START_MS + at * 100, user: 'mallory' }));
  return writeLog(join(tempDir(), 'audit.log'), lines);
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
