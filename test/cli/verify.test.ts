import { createHash, generateKeyPairSync } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { beforeEach, describe, expect, test } from 'vitest';
import type { BatchRecord } from '../../src/core/records.ts';
import { auditLine } from '../support/audit-lines.ts';
import { runCli, tempDir } from '../support/cli.ts';

let dir: string;
beforeEach(() => {
  dir = tempDir();
  chmodSync(dir, 0o700);
});

function write(name: string, text: string, mode = 0o600): string {
  writeFileSync(join(dir, name), text, { mode });
  return name;
}

const run = (...args: readonly string[]) => runCli(args, { cwd: dir });
/** The events that a run recorded, as a backend would have kept them. */
function recordedEvents(runDir: string): readonly string[] {
  const records = readFileSync(join(runDir, 'trials', 'a-1', 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return records
    .flatMap((line) => (JSON.parse(line) as BatchRecord).events)
    .map(([id, stage, stageMs]) =>
      auditLine(id, 0, {
        stage,
        requestReceivedTimestamp: new Date(stageMs).toISOString(),
        stageTimestamp: new Date(stageMs).toISOString(),
      }),
    );
}

const LINES = Array.from({ length: 20 }, (_, second) => auditLine(`id-${second}`, second));

describe('verify', () => {
  test('a log that is as it was written: exit 0', async () => {
    write('audit.log', LINES.join(''));
    expect(await run('verify', 'audit.log')).toMatchObject({
      exitCode: 0,
      stdout: '20 events in audit.log: nothing is wrong, as far as a log can tell by itself.',
    });
  });

  test('what is wrong is told with file and line, as text and as JSON: exit 1', async () => {
    write('audit.log', `${LINES.join('')}${LINES[3] ?? ''}`, 0o644);
    expect(await run('verify', 'audit.log')).toMatchObject({
      exitCode: 1,
      stdout: [
        'wrong (duplicate): an event stands in the log twice (the same audit ID and stage)',
        '  audit.log:21',
        'wrong (permissions): anybody on the machine may read what is in this log (mode 0644)',
        '  audit.log',
        '20 events in audit.log: 2 things are wrong.',
      ].join('\n'),
    });
    const json = JSON.parse((await run('verify', 'audit.log', '--json')).stdout) as { findings: { check: string }[] };
    expect(json.findings.map(({ check }) => check)).toEqual(['duplicate', 'permissions']);
  });

  test('what is no log is refused with what it is: exit 2', async () => {
    await execa('mkfifo', [join(dir, 'pipe')]);
    write('binary', '\0\x01\x02');
    mkdirSync(join(dir, 'empty'));
    const { exitCode, stderr } = await run('verify', 'pipe', 'binary', 'empty', 'gone.log');
    expect(exitCode).toBe(2);
    for (const part of [
      'pipe: is a pipe',
      'binary: is a binary file',
      'empty: no log is in this folder',
      'gone.log: there is no such file',
    ])
      expect(stderr).toContain(part);
  });

  test.each([
    ['seal', '--out', 'x'],
    ['profile', '--audit-log'],
    ['simulate', '--audit-log'],
  ])('%s refuses what is no log as well', async (...command) => {
    await execa('mkfifo', [join(dir, 'pipe')]);
    write('binary', '\0\x01\x02');
    mkdirSync(join(dir, 'empty'));
    const { exitCode, stderr } = await run(...command, 'pipe', 'binary', 'empty');
    expect(exitCode).toBe(2);
    for (const part of ['pipe: is a pipe', 'binary: is a binary file', 'empty: no log is in this folder'])
      expect(stderr).toContain(part);
  });

  test('policy, webhook and flags against what was recorded', async () => {
    write('audit.log', LINES.join(''));
    write('policy.yaml', 'rules: []\n');
    const kubeconfig = (server: string): string =>
      JSON.stringify({
        clusters: [{ name: 'c', cluster: { server } }],
        contexts: [{ name: 'x', context: { cluster: 'c' } }],
        'current-context': 'x',
      });
    const pod = (level: string): string =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        spec: {
          containers: [
            {
              name: 'kube-apiserver',
              command: ['kube-apiserver', `--audit-log-mode=${level}`, '--audit-policy-file=/p'],
            },
          ],
        },
      });
    write('webhook.kubeconfig', kubeconfig('https://10.0.0.5/audit'));
    write('kube-apiserver.yaml', pod('blocking'));
    const files = [
      '--policy',
      'policy.yaml',
      '--kubeconfig',
      'webhook.kubeconfig',
      '--manifest',
      'kube-apiserver.yaml',
    ];
    expect((await run('verify', 'audit.log', ...files, '--write-baseline', 'b.json')).stdout).toContain(
      'wrong (webhook): no user: the receiver cannot tell kube-apiserver from others\n  webhook.kubeconfig',
    );
    expect((await run('verify', 'audit.log', ...files, '--baseline', 'b.json')).stdout).not.toContain('baseline');
    write('policy.yaml', 'rules: [{ level: None }]\n');
    write('webhook.kubeconfig', kubeconfig('http://10.0.0.6/audit'));
    write('kube-apiserver.yaml', pod('batch'));
    const { exitCode, stdout } = await run('verify', 'audit.log', ...files, '--baseline', 'b.json');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(
      'wrong (webhook): the server is http: audit events travel unencrypted, and anybody may send such',
    );
    expect(stdout).toMatch(
      /^wrong \(baseline\): the policy is another one since \S+ \(SHA-256 \w{12}…, was \w{12}…\)\n {2}policy\.yaml$/m,
    );
    expect(stdout).toMatch(/^wrong \(baseline\): the kubeconfig is another one since /m);
    expect(stdout).toMatch(/^wrong \(baseline\): --audit-log-mode is batch and was blocking since /m);
  });
});

describe('verify of a run', () => {
  test('its records give its accounts again; a record that was taken out is found', async () => {
    write(
      's.yaml',
      'apiVersion: audit-bench/v1\nkind: Scenario\nname: s\npolicy: metadata-complete\nload: { phases: [{ rate: 50/s, duration: 1s }] }\nvariants: [{ name: a, maxBatchWait: 1s }]\n',
    );
    await run('run', 's.yaml', '--out', 'run');
    const whole = await run('verify', 'run');
    expect(whole.stdout).toMatch(/^\d+ events in run: nothing is wrong/m);
    expect(whole.exitCode).toBe(0);
    // What a backend kept of the run, which also has what came before and after its trials; one event is lost.
    const kept = recordedEvents(join(dir, 'run'));
    const lost = kept[5] ?? '';
    write('kept.log', kept.filter((line) => line !== lost).join(''));
    const against = await run('verify', 'run', '--against', 'kept.log');
    expect(against.stdout).toMatch(
      /^wrong \(difference\): the run has an event that the second copy has not\n  run\/trials/m,
    );
    expect(against.exitCode).toBe(1);
    const stranger = auditLine('before-the-run', 0);
    write('kept.log', [stranger, ...kept].join(''));
    expect((await run('verify', 'run', '--against', 'kept.log')).exitCode).toBe(0);
    const log = await run('verify', 'kept.log', '--against', 'run', '--html', 'verify.html');
    expect(log.stdout).toContain('the log has an event of before or after all that the run has');
    expect(log.exitCode).toBe(0);
    expect(readFileSync(join(dir, 'verify.html'), 'utf8')).toContain('NOTHING WRONG');
    expect((await run('verify', 'kept.log', '--against', 'run', 'kept.log')).stderr).toContain(
      '--against: run is a run, and is compared by itself',
    );
    expect((await run('verify', 'run', '--seal', 'x')).stderr).toContain('a seal is of a log, and run is a run');
    const file = join('run', 'trials', 'a-1', 'requests.jsonl');
    const lines = readFileSync(join(dir, file), 'utf8').split('\n');
    write(file, lines.toSpliced(10, 1).join('\n'));
    const { exitCode, stdout } = await run('verify', 'run');
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^wrong \(run\): a-1: requests is .+ in result\.json and .+ by the records$/m);
  });
});

describe('seal', () => {
  test('a sealed log holds, rotated and compressed; a byte altered is named; a signature is another key’s', async () => {
    write('audit.log', LINES.join(''));
    const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    write('key.pem', privateKey);
    write('key.pub', publicKey);
    expect(await run('seal', 'audit.log', '--out', 'audit.seal')).toMatchObject({
      exitCode: 0,
      stdout: 'audit.seal: seals 20 lines (6.2 KiB) of 1 file.',
    });
    expect((await run('seal', '--sign', 'audit.seal', '--key', 'key.pem')).exitCode).toBe(0);
    const checked = ['--seal', 'audit.seal', '--public-key', 'key.pub'];
    const rotated = write('audit-2026-11-24T09-00-19.500.log', LINES.join(''));
    write('audit.log', auditLine('later', 20));
    await execa('gzip', [rotated], { cwd: dir });
    const held = await run('verify', `${rotated}.gz`, 'audit.log', ...checked);
    expect(held.stdout).toMatch(
      /^note \(seal\): each of 20 lines is as it was when it was sealed \(\S+\); 1 line came since and is not sealed$/m,
    );
    expect(held.exitCode).toBe(0);
    write('audit.log', LINES.with(7, (LINES[7] ?? '').replace('alice', 'alicf')).join(''));
    const broken = await run('verify', 'audit.log', ...checked);
    expect(broken.stdout).toContain(
      'wrong (seal): this line was altered, or another put in its place (sealed as line 8 of 20, then audit.log:8)\n  audit.log:8',
    );
    expect(broken.exitCode).toBe(1);
    write('audit.seal', readFileSync(join(dir, 'audit.seal'), 'utf8').replace('audit.log', 'other.log'));
    expect((await run('verify', 'audit.log', ...checked)).stdout).toContain(
      'wrong (seal): the signature is not of this seal and this key\n  audit.seal.sig',
    );
  });

  test('a seal goes on from an earlier one while that holds, also when rotation has deleted what is oldest', async () => {
    const first = write('audit-2026-11-24T09-00-09.500.log', LINES.slice(0, 10).join(''));
    write('audit.log', LINES.slice(10).join(''));
    expect((await run('seal', first, 'audit.log', '--out', '1.seal')).exitCode).toBe(0);
    const second = write('audit-2026-11-24T09-00-19.500.log', LINES.slice(10).join(''));
    write('audit.log', auditLine('later', 20));
    const gone = await run('seal', second, 'audit.log', '--out', '2.seal', '--since', '1.seal');
    expect(gone.stdout).toMatch(
      /^note \(seal\): each of 10 lines is as it was when it was sealed \(\S+\); the 10 before them have gone with their files; 1 line came since and is not sealed\n2\.seal: seals 11 lines/,
    );
    expect(gone.exitCode).toBe(0);
    const digest = createHash('sha256')
      .update(readFileSync(join(dir, '1.seal')))
      .digest('hex');
    expect(JSON.parse(readFileSync(join(dir, '2.seal'), 'utf8').split('\n')[0] ?? '')).toMatchObject({ since: digest });
    expect((await run('verify', second, 'audit.log', '--seal', '2.seal')).exitCode).toBe(0);
    // Whoever alters what was sealed gets no new seal for it.
    write(second, LINES.slice(10).with(3, auditLine('other', 13)).join(''));
    const altered = await run('seal', second, 'audit.log', '--out', '3.seal', '--since', '2.seal');
    expect(altered.stdout).toContain('wrong (seal): this line was altered, or another put in its place');
    expect(altered.stdout).toContain('3.seal was not written: the log is not what 2.seal sealed.');
    expect(altered.exitCode).toBe(1);
    expect(existsSync(join(dir, '3.seal'))).toBe(false);
  });

  test.each([
    [['seal'], 'seal: which log?'],
    [['seal', 'audit.log', '--out', 'x', '--since', 'b.log'], 'b.log: is no seal: line 1: is no record of a seal'],
    [['seal', 'audit.log'], '--out: into which file?'],
    [['seal', 'audit.log', '--out', 'audit.log'], '--out: audit.log is there already'],
    [['seal', 'audit.log', 'b.log', '--out', 'x'], 'audit.log and b.log are two logs, and a seal is of one'],
    [['seal', '--sign', 'audit.log'], '--sign: with which key?'],
    [['verify', 'audit.log', '--seal', 'audit.log'], 'audit.log: is no seal: line 1: is no record of a seal'],
  ])('%j is refused', async (args, why) => {
    write('audit.log', LINES.join(''));
    write('b.log', LINES.join(''));
    const { exitCode, stderr } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(why);
  });
});
