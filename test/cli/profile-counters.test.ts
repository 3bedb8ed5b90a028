import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli, tempDir } from '../support/cli.ts';

const AT_SECONDS = Date.parse('2026-11-24T14:00:00Z') / 1000;

function page(dir: string, name: string, atSeconds: number, events: number): string {
  const file = join(dir, name);
  writeFileSync(
    file,
    [
      `apiserver_audit_event_total ${events}`,
      'apiserver_audit_error_total{plugin="buffered"} 0',
      `apiserver_request_total{verb="LIST",version="v1",resource="pods",group="",subresource="",code="200"} ${events / 2}`,
      'process_start_time_seconds 1000',
      '',
    ].join('\n'),
  );
  utimesSync(file, atSeconds, atSeconds);
  return file;
}

test('profile --metrics: the rate between saved pages, and a scenario that is valid', async () => {
  const dir = tempDir();
  const files = [page(dir, 'b', AT_SECONDS + 60, 7000), page(dir, 'a', AT_SECONDS, 1000)];
  const out = join(dir, 'out');
  const { exitCode, stdout } = await runCli(['profile', '--metrics', ...files, '--out', out]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(
    '6,000 events of 1 API server, Tue 2026-11-24 14:00:00 UTC to Tue 2026-11-24 14:01:00 UTC; none lost.',
  );
  expect(readFileSync(join(out, 'scenario.yaml'), 'utf8')).toContain('rate: 50/s');
  const { stdout: checked } = await runCli(['validate', join(out, 'scenario.yaml')]);
  expect(checked).toContain('scenario "profiled" is valid');
});

test.each<[string, (dir: string) => readonly string[], (dir: string) => string]>([
  [
    'one page',
    (dir) => ['--metrics', page(dir, 'a', AT_SECONDS, 1)],
    () =>
      '--metrics: expected two pages or more, got one\n  hint: save /metrics twice, with the load between: kubectl get --raw /metrics',
  ],
  [
    'pages of the same moment',
    (dir) => ['--metrics', page(dir, 'a', AT_SECONDS, 1), page(dir, 'b', AT_SECONDS, 2)],
    (dir) =>
      `${join(dir, 'a')} and ${join(dir, 'b')} were written at the same moment\n  hint: the time of a page is that of its file: keep it when you copy (cp -p)`,
  ],
  ['nothing to profile', () => [], () => 'profile needs one of --audit-log, --prometheus, --kubeconfig and --metrics'],
  [
    'an address that is none',
    () => ['--prometheus', 'prometheus:9090'],
    () => '--prometheus: expected an address such as "https://prometheus:9090", got "prometheus:9090"',
  ],
  [
    'a time that is none',
    () => ['--prometheus', 'http://127.0.0.1:1', '--for', 'ever'],
    () => '--for: expected at least 10s such as "14d" or "6h", got "ever"',
  ],
])('%s is refused', async (_, args, message) => {
  const dir = tempDir();
  const { exitCode, stderr } = await runCli(['profile', '--out', join(dir, 'out'), ...args(dir)]);
  expect(stderr.trim()).toBe(message(dir));
  expect(exitCode).toBe(2);
});
