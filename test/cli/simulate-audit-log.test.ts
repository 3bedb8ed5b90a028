import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventLine, writeLog } from '../support/audit-log.ts';
import { runCli, tempDir } from '../support/cli.ts';

const START_MS = Date.parse('2026-11-24T14:02:00Z');
const SMALL = '--audit-webhook-batch-buffer-size=100 --audit-webhook-batch-max-size=20';

/** A minute of 20 events/s, and at 11 s 1,000 reads of a secret within 0.1 s. */
function busyLog(): string {
  const steady = Array.from({ length: 1200 }, (_, at) => ({ atMs: START_MS + at * 50 }));
  const rush = Array.from({ length: 1000 }, (_, at) => ({
    atMs: START_MS + 11_000 + at / 10,
    verb: 'list',
    user: 'eve',
    code: at % 2 === 0 ? 200 : 403,
    objectRef: { resource: 'secrets', namespace: 'prod', apiVersion: 'v1' },
  }));
  const lines = [...steady, ...rush].toSorted((a, b) => a.atMs - b.atMs).map(eventLine);
  return writeLog(join(tempDir(), 'audit.log'), ['not an event', ...lines]);
}

describe('audit-bench simulate --audit-log', () => {
  test('says what the flags would have lost, when and of whom, and what holds; exit 1', async () => {
    const log = busyLog();
    const { exitCode, stdout, stderr } = await runCli(['simulate', '--audit-log', log, '--flags', SMALL]);
    expect(stdout).toContain(`${log}: 2,200 events, `);
    expect(stdout).toMatch(
      /--flags: LOSES \d{3} of 2,200 events \([\d.]+ %\), all on Tuesday 2026-11-24 (at 14:02:11|between 14:02:11 and 14:02:1[1-9]) UTC\./,
    );
    expect(stdout).toMatch(/reads of secrets {12}\d{3} \(eve \d{3}\)/);
    expect(stdout).toMatch(/answers 401 and 403 {9}\d{3} \(eve \d{3}\)/);
    expect(stdout).toMatch(/Change \d flags?: --audit-webhook-batch-/);
    expect(stdout).toContain('Played through the whole record at 1.5 times its rate: nothing is lost.');
    expect(stderr).toContain(`1 line is no event and was passed over:\n  ${log}:1: expected an object`);
    expect(exitCode).toBe(1);
  });

  test("without flags Kubernetes' defaults are judged; exit 0 where they hold; as JSON too", async () => {
    const { exitCode, stdout } = await runCli(['simulate', '--audit-log', busyLog(), '--json']);
    const answer = JSON.parse(stdout) as {
      settings: { name: string; lost: number; generated: number }[];
      kept: boolean;
    };
    expect(answer.settings.map(({ name, lost, generated }) => ({ name, lost, generated }))).toEqual([
      { name: "Kubernetes' defaults of the webhook", lost: 0, generated: 2200 },
    ]);
    expect(answer.kept).toBe(true);
    expect(exitCode).toBe(0);
  });

  test.each([
    [['--rate', '5/s'], '--rate has no meaning beside --audit-log'],
    [['--headroom', '0.5'], '--headroom: must be at least 1, got 0.5'],
    [
      ['--flags', '--audit-webhook-mode=blocking'],
      '--flags: --audit-webhook-mode is blocking\n  hint: only mode batch has a buffer to simulate: in the others each request waits for the backend, and nothing is dropped',
    ],
    [['--flags', '--audit-log-maxage=x'], '--flags: --audit-log-maxage cannot be "x", expected a whole number'],
  ])('%j is refused', async (more, message) => {
    const { exitCode, stderr } = await runCli(['simulate', '--audit-log', busyLog(), ...more]);
    expect(stderr.trim()).toBe(message);
    expect(exitCode).toBe(2);
  });
});
