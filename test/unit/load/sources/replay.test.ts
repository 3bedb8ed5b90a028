import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readReplay } from '../../../../src/audit-log/replay-record.ts';
import type { LoadSpec } from '../../../../src/core/scenario.ts';
import { replaySource } from '../../../../src/load/sources/replay.ts';
import type { LoadSource } from '../../../../src/load/sources/source.ts';
import { eventLine, type EventParts, writeLog } from '../../../support/audit-log.ts';
import { loadSourceContract, readPhase } from '../../../support/contracts/load-source.ts';

const dir = mkdtempSync(join(tmpdir(), 'audit-bench-test-'));
afterAll(() => rmSync(dir, { recursive: true }));

const START_MS = Date.parse('2026-11-24T14:02:00Z');
const widget = { resource: 'widgets', apiGroup: 'example.com', apiVersion: 'v1', namespace: 'shop', name: 'w' };
const PARTS: readonly EventParts[] = [
  { atMs: START_MS + 1, verb: 'get' },
  {
    atMs: START_MS + 11,
    verb: 'create',
    user: 'bob',
    objectRef: widget,
    more: { requestObject: { a: 'x'.repeat(400) } },
  },
  { atMs: START_MS + 51, verb: 'delete', objectRef: widget },
  { atMs: START_MS + 61, verb: 'patch', objectRef: { ...widget, name: 'old' } },
  { atMs: START_MS + 71, verb: 'get', code: 404, objectRef: { ...widget, name: 'never' } },
  { atMs: START_MS + 81, verb: 'create', objectRef: { resource: 'pods', subresource: 'exec', apiVersion: 'v1' } },
  { atMs: START_MS + 101, verb: 'get', objectRef: null, uri: '/version' },
];
const record = await readReplay({ auditLog: [writeLog(join(dir, 'audit.log'), PARTS.map(eventLine))] });

const replay = (speed = 1, scale = 1, multiple = 1): LoadSource => {
  const load: LoadSpec = {
    identity: { user: 'u', groups: [] },
    connections: 1,
    workers: 1,
    requests: [],
    replay: { auditLog: [], speed, scale },
    phases: [{ kind: 'constant', name: 'replay', measure: true, ratePerSecond: 60, durationMs: 100 }],
  };
  return replaySource({ load, multiple, trialKey: 'aaaaaa', seed: 1 }, record);
};

loadSourceContract('replay', replay, {
  objects: true,
  phases: [{ kind: 'constant', name: 'replay', measure: true, ratePerSecond: 60, durationMs: 100 }],
});

test('recorded requests leave when they were received, faster by the speed', async () => {
  expect((await readPhase(replay(), 0)).timesMs).toEqual([0, 10, 50, 60, 70, 100]);
  expect((await readPhase(replay(2), 0)).timesMs).toEqual([0, 5, 25, 30, 35, 50]);
});

test('twice the requests lie between those that were there, each with a name of its own where it makes something', async () => {
  const { timesMs, requests } = await readPhase(replay(1, 2), 0);
  expect(timesMs).toEqual([0, 5, 10, 30, 50, 55, 60, 65, 70, 85, 100, 100]);
  expect(requests.slice(2, 6).map(({ name }) => name)).toEqual(['w', 'w-2', 'w', 'w-2']);
  expect((await readPhase(replay(1, 1, 1.5), 0)).requests).toHaveLength(9);
});

test('each is sent by its own identity, with its namespace and the body that it had', async () => {
  const source = replay();
  const { requests } = await readPhase(source, 0);
  const [get, create] = requests;
  expect(source.shapes[get?.shape ?? -1]?.identity).toEqual({ user: 'alice', groups: ['devs'] });
  expect(source.shapes[create?.shape ?? -1]?.identity.user).toBe('bob');
  expect(create?.url).toBe('/apis/example.com/v1/namespaces/shop/widgets');
  const body = JSON.parse((create && source.body(create)) ?? '{}') as object;
  expect(body).toMatchObject({ a: 'x'.repeat(400) });
  expect(requests.at(-1)?.url).toBe('/version');
});

test('what was there before is made before, and what cannot be sent is told', () => {
  const [first = [], second = []] = replay()
    .setUp()
    .map((step) =>
      [...step].map(
        ({ url, body }) => `${url} ${(JSON.parse(body ?? '{}') as { metadata: { name: string } }).metadata.name}`,
      ),
    );
  expect(first).toEqual([
    '/api/v1/namespaces default',
    '/api/v1/namespaces shop',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions widgets.example.com',
  ]);
  expect(second).toEqual(['/api/v1/namespaces/default/pods a', '/apis/example.com/v1/namespaces/shop/widgets old']);
  expect(record.leftOut).toEqual([{ name: 'pods/exec', count: 1 }]);
});

test('an object that an update changes is sent with the version that the last answer gave it', async () => {
  const source = replay();
  const { requests } = await readPhase(source, 0);
  expect(requests[1]?.object).toBe('/apis/example.com/v1/namespaces/shop/widgets/w');
  expect(requests[0]?.object).toBeUndefined();
});
