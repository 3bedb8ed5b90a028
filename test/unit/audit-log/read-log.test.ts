import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LogAccount } from '../../../src/audit-log/log-account.ts';
import type { LogReading } from '../../../src/audit-log/log-lines.ts';
import { findLogSets, logName } from '../../../src/audit-log/log-set.ts';
import { readLog } from '../../../src/audit-log/read-log.ts';
import { scanTimes } from '../../../src/audit-log/scan-times.ts';
import { scanLog } from '../../../src/audit-log/scan-log.ts';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'audit-bench-test-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const event = (second: number, id = `id-${second}`): string =>
  JSON.stringify({
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: id,
    stage: 'ResponseComplete',
    requestURI: '/api/v1/namespaces/a/secrets',
    verb: 'list',
    user: { username: 'alice', groups: ['devs', 'system:authenticated'] },
    objectRef: { resource: 'secrets', namespace: 'a', apiVersion: 'v1' },
    responseStatus: { code: 200 },
    requestReceivedTimestamp: `2026-11-24T09:00:${String(second).padStart(2, '0')}.000000Z`,
    stageTimestamp: `2026-11-24T09:00:${String(second).padStart(2, '0')}.000250Z`,
  });

const lines = (...seconds: readonly number[]): string => seconds.map((second) => `${event(second)}\n`).join('');

function write(name: string, content: string | Buffer): string {
  const path = join(dir, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}

const reading = (): LogReading => ({
  account: new LogAccount(),
  signal: new AbortController().signal,
  onBytes: () => {},
});

async function secondsOf(...paths: readonly string[]): Promise<readonly (readonly number[])[]> {
  const all: number[][] = [];
  for (const set of await findLogSets(paths)) {
    const seconds: number[] = [];
    await scanLog(set, (_, __, stageMs) => seconds.push(Math.floor(stageMs / 1000) % 60), reading());
    all.push(seconds);
  }
  return all;
}

describe('the logs that arguments name', () => {
  test('a folder is its rotated files in the order in which they were written, .gz among them', async () => {
    write('audit.log', lines(7, 8));
    write('audit-2026-11-24T09-00-06.000.log', lines(4, 5, 6));
    write('audit-2026-11-24T09-00-03.000.log.gz', gzipSync(lines(1, 2, 3)));
    write('notes.txt', 'no log');
    expect(await secondsOf(dir)).toEqual([[1, 2, 3, 4, 5, 6, 7, 8]]);
  });

  test('a file that is being compressed counts once', async () => {
    write('audit-2026-11-24T09-00-03.000.log', lines(1, 2, 3));
    write('audit-2026-11-24T09-00-03.000.log.gz', gzipSync(lines(1, 2)));
    expect(await secondsOf(dir)).toEqual([[1, 2, 3]]);
  });

  test('the logs of several API servers stay apart', async () => {
    write('one/audit.log', lines(1, 3));
    write('two/audit.log', lines(2, 4));
    write('two/audit.log.1', lines(0));
    expect(await secondsOf(join(dir, '*/audit.log*'))).toEqual([
      [1, 3],
      [0, 2, 4],
    ]);
  });

  test('a file is itself alone, and counts once though named twice', async () => {
    const path = write('audit.log', lines(7));
    write('audit-2026-11-24T09-00-06.000.log', lines(4));
    expect(await secondsOf(path, path)).toEqual([[7]]);
  });

  test.each([
    ['/logs/audit-2026-11-24T09-00-03.000.log.gz', '/logs/audit.log'],
    ['/logs/audit-2026-11-24T09-00-03.000.log', '/logs/audit.log'],
    ['/logs/audit.log.12.gz', '/logs/audit.log'],
    ['/logs/audit.log-20261124.gz', '/logs/audit.log'],
    ['/logs/cp1-audit.log', '/logs/cp1-audit.log'],
  ])('%s belongs to %s', (path, name) => expect(logName(path)).toBe(name));
});

describe('what is no log is refused', () => {
  test('all arguments at once', async () => {
    const missing = join(dir, 'nothing.log');
    const binary = write('binary.log', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]));
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    mkdirSync(join(dir, 'empty'));
    const paths = [missing, binary, pipe, join(dir, 'empty'), join(dir, '*.none'), join(binary, 'audit.log')];
    await expect(findLogSets(paths)).rejects.toThrow(
      [
        `${missing}: there is no such file or folder`,
        `${binary}: is a binary file, expected an audit log in JSON`,
        `${pipe}: is a pipe; a log is looked at twice`,
        `  hint: write it to a file first: cat ${pipe} > audit.log`,
        `${join(dir, 'empty')}: no log is in this folder`,
        '  hint: a log is named *.log, *.json or *.jsonl, with .gz or without',
        `${join(dir, '*.none')}: no file matches this pattern`,
        `${join(binary, 'audit.log')}: a file is in the way`,
      ].join('\n'),
    );
  });

  test.each([
    ['is empty', '', (path: string) => `${path}: is empty`],
    [
      'has no event',
      'I1124 09:00:00.000000 1 server.go:1] hello\n',
      (path: string) =>
        `${path}: no line is an audit event; ${path}:1: expected an object\n` +
        '  hint: expected the log of kube-apiserver with --audit-log-format=json, an event in each line',
    ],
    [
      'holds other JSON',
      '{"level":"info"}\n',
      (path: string) => `${path}: no line is an audit event; ${path}:1: no audit event: it has no auditID\n`,
    ],
  ])('a file that %s', async (_, text, message) => {
    const path = write('audit.log', text);
    const told = reading();
    for (const set of await findLogSets([path])) await scanLog(set, () => {}, told);
    expect(() => told.account.requireEvents([path])).toThrow(message(path));
  });
});

describe('what cannot be read of a log', () => {
  const broken = `${event(1)}\n{"kind":"Event","audit\n\n${event(2)}${event(3)}\n${event(4)}\n`;

  test('broken lines are counted and shown with their places, and the others read', async () => {
    const path = write('audit.log', broken);
    const told = reading();
    const ids: string[] = [];
    for (const set of await findLogSets([path]))
      await scanLog(set, (text, { auditId }) => ids.push(text.string(auditId, text.skipString(auditId))), told);
    expect(ids).toEqual(['id-1', 'id-4']);
    expect(told.account.sentences()).toEqual([
      '2 lines are no events and were passed over:',
      `  ${path}:2: the line ends in the middle of an event`,
      `  ${path}:4: text after the event`,
    ]);
  });

  test('whole events have the same lines', async () => {
    const path = write('audit.log', broken);
    const told = reading();
    const read: unknown[] = [];
    for (const set of await findLogSets([path]))
      await readLog(set, ({ auditId, verb }, { file, line }) => read.push({ auditId, verb, file, line }), told);
    expect(read).toEqual([
      { auditId: 'id-1', verb: 'list', file: path, line: 1 },
      { auditId: 'id-4', verb: 'list', file: path, line: 5 },
    ]);
    expect(told.account.brokenLines).toBe(2);
  });

  test('a truncated .gz gives the events before its end, and is told', async () => {
    const whole = gzipSync(
      Array.from({ length: 2000 }, (_, at) => `${event(at % 60, `${at * 7919}-${at}`)}\n`).join(''),
    );
    const path = write('audit.log.gz', whole.subarray(0, Math.floor(whole.length / 2)));
    const told = reading();
    for (const set of await findLogSets([path])) await scanLog(set, () => {}, told);
    expect(told.account.events).toBeGreaterThan(500);
    expect(told.account.events).toBeLessThan(1500);
    expect(told.account.sentences()[0]).toBe(
      `${path}: the file ends in the middle of its compressed data; what comes before is counted.`,
    );
  });

  test('lists of events and events of v1beta1 stand among the others, of v1alpha1 are passed over', async () => {
    const list = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${event(2)},${event(3)}]}`;
    const old = (version: string, second: number): string => event(second).replace('k8s.io/v1"', `k8s.io/${version}"`);
    const path = write(
      'audit.log',
      [event(1), list, old('v1beta1', 4), old('v1alpha1', 5), list.slice(0, -60), event(6)].join('\n'),
    );
    const whole = reading();
    const ids: string[] = [];
    const times = reading();
    const seconds: number[] = [];
    for (const set of await findLogSets([path])) {
      await readLog(set, ({ auditId }) => ids.push(auditId), whole);
      await scanTimes(set, (stageMs) => seconds.push(Math.floor(stageMs / 1000) % 60), times);
    }
    expect(ids).toEqual(['id-1', 'id-2', 'id-3', 'id-4', 'id-2', 'id-6']);
    expect(whole.account.sentences()).toEqual([
      '2 lines are no events and were passed over:',
      `  ${path}:4: apiVersion: expected one of "audit.k8s.io/v1"|"audit.k8s.io/v1beta1", got "audit.k8s.io/v1alpha1"`,
      `  ${path}:5: items[1]: the text ends in the middle of a value`,
    ]);
    // The ends of a line do not tell its version.
    expect(seconds).toEqual([1, 2, 3, 4, 5, 2, 6]);
    expect(times.account.sentences()[1]).toBe(`  ${path}:5: the text ends in the middle of a value`);
  });

  test('a last line without its end counts', async () => {
    const path = write('audit.log', lines(1, 2).trimEnd());
    expect(await secondsOf(path)).toEqual([[1, 2]]);
  });
});
