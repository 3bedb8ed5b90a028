import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { TrafficProfile } from '../../src/core/traffic-profile.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { type LoggedEvent, measuredOnly, recorded } from '../support/recorded-runs.ts';

const LOAD = {
  identities: [
    { user: 'alice', groups: ['devs'] },
    { user: 'system:node:n1', groups: ['system:nodes'] },
  ],
  requests: [
    { verb: 'get', resource: 'configmaps', weight: 5, as: 'alice' },
    { verb: 'list', resource: 'secrets', weight: 2, as: 'alice' },
    { verb: 'create', resource: 'pods', weight: 1 },
    { verb: 'patch', resource: 'pods/status', weight: 2, as: 'system:node:n1' },
    { path: '/version', weight: 1 },
  ],
  phases: [
    { name: 'calm', rate: '40/s', duration: '4s' },
    { name: 'busy', rate: '120/s', duration: '3s' },
  ],
};
const REQUESTS = 4 * 40 + 3 * 120;

async function profiled(file: string) {
  const out = join(tempDir(), 'profile');
  const { exitCode, stderr } = await runCli(['profile', '--audit-log', file, '--out', out]);
  expect(exitCode, stderr).toBe(0);
  const profile = JSON.parse(readFileSync(join(out, 'profile.json'), 'utf8')) as TrafficProfile;
  return { profile, scenario: parse(readFileSync(join(out, 'scenario.yaml'), 'utf8')) as { load: object } };
}

function kinds(events: readonly LoggedEvent[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { verb, objectRef, user } of events) {
    const kind = `${user.username} ${verb} ${objectRef?.resource ?? ''}/${objectRef?.subresource ?? ''}`;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

const skipped = noBinaries === null ? '' : ` (skipped: ${noBinaries})`;
describe.skipIf(noBinaries !== null)(`a recorded load of a real kube-apiserver${skipped}`, () => {
  let log = '';
  let posts = '';

  beforeAll(async () => {
    if (noBinaries !== null) return;
    posts = join(tempDir(), 'posts.jsonl');
    const bodies: string[] = [];
    const backend = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(Buffer.concat(chunks).toString());
        response.end('{}');
      });
    });
    await new Promise<void>((listening) => backend.listen(0, '127.0.0.1', listening));
    const url = `http://127.0.0.1:${(backend.address() as AddressInfo).port}/audit`;
    log = await recorded({
      load: LOAD,
      receiver: { forward: { url } },
      alongside: { mode: 'blocking' },
      variants: [{ name: 'a', bufferSize: 5000, maxBatchSize: 50, maxBatchWait: '1s', throttleQps: 40 }],
    });
    backend.close();
    writeFileSync(posts, bodies.map((body) => `${body.trim()}\n`).join(''));
  });

  test('what a webhook receiver saved and the file of the log backend have the same profile', async () => {
    const [fromLog, fromPosts] = [measuredOnly(log), measuredOnly(posts)];
    expect(fromLog.events).toHaveLength(REQUESTS);
    const [one, other] = [await profiled(fromLog.file), await profiled(fromPosts.file)];
    // An item of a list does not say its kind and version again.
    const { eventBytes: _, bytes: __, bytesPerSecond: ___, sources: ____, ...same } = one.profile;
    expect(other.profile).toMatchObject(same);
    expect(other.scenario.load).toEqual(one.scenario.load);
  });

  test('the scenario of its profile asks for the same mix, within 1 %, and as many requests', async () => {
    const original = measuredOnly(log);
    const { scenario } = await profiled(original.file);
    const again = measuredOnly(
      await recorded({ load: scenario.load, backend: 'log', variants: [{ name: 'b', mode: 'blocking' }] }),
    );
    expect(Math.abs(again.events.length / REQUESTS - 1)).toBeLessThan(0.01);
    const [before, after] = [kinds(original.events), kinds(again.events)];
    expect([...after.keys()].toSorted()).toEqual([...before.keys()].toSorted());
    for (const [kind, count] of before)
      expect(Math.abs((after.get(kind) ?? 0) / again.events.length - count / REQUESTS), kind).toBeLessThan(0.01);
  });

  test('a replay asks for the same, request by request', async () => {
    const original = measuredOnly(log);
    const again = measuredOnly(
      await recorded({
        load: { replay: { auditLog: original.file } },
        backend: 'log',
        variants: [{ name: 'c', mode: 'blocking' }],
      }),
    );
    expect(kinds(again.events)).toEqual(kinds(original.events));
  });
});
