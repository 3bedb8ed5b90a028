import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventLine, writeLog } from '../support/audit-log.ts';
import { runCli, tempDir } from '../support/cli.ts';

const START_MS = Date.parse('2026-11-24T14:02:00Z');

function files(): { readonly log: string; readonly all: string; readonly less: string } {
  const dir = tempDir();
  const log = writeLog(
    join(dir, 'audit.log'),
    Array.from({ length: 100 }, (_, at) =>
      eventLine({ atMs: START_MS + at, user: at % 4 === 0 ? 'alice' : 'system:node:n1' }),
    ),
  );
  const policy = (name: string, rules: string): string => {
    const file = join(dir, name);
    writeFileSync(file, `apiVersion: audit.k8s.io/v1\nkind: Policy\nrules:\n${rules}`);
    return file;
  };
  const less = policy(
    'less.yaml',
    '  - { level: None, users: ["system:node:n1"] }\n  - { level: Metadata, omitStages: [RequestReceived] }\n',
  );
  return { log, all: policy('all.yaml', '  - level: Metadata\n'), less };
}

test('policies side by side: events and bytes by rule, against the first, and the noisiest', async () => {
  const { log, all, less } = files();
  const { exitCode, stdout } = await runCli(['policy', 'cost', all, less, '--audit-log', log]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain('100 requests in the record');
  expect(stdout).toContain(`${all}: 200 events, `);
  expect(stdout).toMatch(/less\.yaml: 25 events, \d+ KiB \(−87\.5 % events, −87\.\d % bytes against the first\)/);
  expect(stdout).toMatch(new RegExp(`${less}:5 +25 +25 +100 % `));
  expect(stdout).toMatch(/system:node:n1 +150 +75 % .* get pods/);
});

test('as JSON', async () => {
  const { log, less } = files();
  const { stdout } = await runCli(['policy', 'cost', less, '--audit-log', log, '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ requests: 100, policies: [{ file: less, events: 25 }] });
});

test('a log that is not there', async () => {
  const { exitCode, stderr } = await runCli(['policy', 'cost', files().all, '--audit-log', '/nowhere.log']);
  expect(stderr.trim()).toBe('/nowhere.log: there is no such file or folder');
  expect(exitCode).toBe(2);
});
