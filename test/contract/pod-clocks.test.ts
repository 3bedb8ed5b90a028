import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RequestRecord } from '../../src/core/records.ts';
import type { LoadSpec } from '../../src/core/scenario.ts';
import { loadDriver } from '../../src/load/driver.ts';
import { podWorkers } from '../../src/load/workers/pods/pod-workers.ts';
import { createAuthority } from '../../src/platform/certificates.ts';
import { epochMs } from '../../src/platform/clock.ts';
import { startHttpsServer } from '../../src/platform/https-server.ts';
import { ProcessPods, podLoad } from '../support/process-pods.ts';
import { testScope } from '../support/scope.ts';

const LOAD: LoadSpec = {
  identity: { user: 'load', groups: [] },
  connections: 3,
  workers: 1,
  requests: [{ kind: 'resource', verb: 'get', resource: 'configmaps', weight: 1, bodySizeBytes: 0 }],
  phases: [{ name: 'steady', measure: true, kind: 'constant', ratePerSecond: 60, durationMs: 1000 }],
};
/** Far more than the run takes, so that no slow machine hides it. */
const AHEAD_MS = [0, 90_000, -90_000];

test('pods whose clocks are far off begin together and write times of one clock', async () => {
  const authority = await createAuthority('test');
  const server = await startHttpsServer({
    host: '127.0.0.1',
    port: 0,
    certificate: await authority.server(['127.0.0.1']),
    clientCaPem: authority.caPem,
    rejectUnauthorized: true,
    onRequest: (request, response) => {
      request.resume();
      response.end('{}');
    },
  });
  onTestFinished(() => server.close());
  const client = await authority.client('load', []);
  const scope = testScope();
  const recordFile = join(scope.runDir, 'requests.jsonl');
  const pods = new ProcessPods(AHEAD_MS);
  const generator = await loadDriver(podWorkers(podLoad(AHEAD_MS.length), async () => pods)).open(
    {
      load: LOAD,
      multiple: 1,
      instances: [{ name: 'one', origin: `https://127.0.0.1:${server.port}` }],
      caPem: authority.caPem,
      credentials: client,
      admin: client,
      trialKey: 'aaaaaa',
      seed: 1,
      receiverHost: '127.0.0.1',
      recordFile,
    },
    scope,
  );
  onTestFinished(() => generator.close());
  await generator.setUp();
  const beforeMs = epochMs();
  const { phases, workers } = await generator.run([0], () => {});
  const afterMs = epochMs();
  await generator.close();
  const records = readFileSync(recordFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RequestRecord);
  expect(records).toHaveLength(60);
  for (const { intendedMs, sentMs, doneMs, status } of records) {
    expect(status).toBe(200);
    for (const atMs of [intendedMs, sentMs ?? 0, doneMs ?? 0]) {
      expect(atMs).toBeGreaterThan(beforeMs - 1000);
      expect(atMs).toBeLessThan(afterMs + 1000);
    }
  }
  // The plan is one: request n is intended n intervals after the start, whoever sends it.
  const intended = records.map(({ intendedMs }) => intendedMs).toSorted((a, b) => a - b);
  const startMs = intended[0] ?? 0;
  for (const [index, atMs] of intended.entries())
    expect(Math.abs(atMs - startMs - (index * 1000) / 60)).toBeLessThan(1000);
  expect(workers.map(({ lost }) => lost)).toEqual([null, null, null]);
  expect(phases[0]?.startMs).toBeGreaterThan(beforeMs - 1000);
});
