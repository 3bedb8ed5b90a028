import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { UsableCredentials } from '../../../src/core/credentials.ts';
import type { RequestRecord } from '../../../src/core/records.ts';
import type { LoadSpec, Phase } from '../../../src/core/scenario.ts';
import { loadDriver } from '../../../src/load/driver.ts';
import type { LoadGenerator, LoadSummary } from '../../../src/load/generator.ts';
import type { LoadWorkerDriver } from '../../../src/load/workers/worker.ts';
import { createAuthority } from '../../../src/platform/certificates.ts';
import { startHttpsServer } from '../../../src/platform/https-server.ts';
import { testScope } from '../scope.ts';

const COMMON = { measure: true } as const;

/** A server that answers 200 to everything, but nothing of the load while it is stalled. */
async function openServer(): Promise<{
  port: number;
  caPem: string;
  client: UsableCredentials;
  ids: string[];
  stall: (ms: number) => void;
}> {
  const authority = await createAuthority('test');
  const ids: string[] = [];
  let stalledUntil = 0;
  const server = await startHttpsServer({
    host: '127.0.0.1',
    port: 0,
    certificate: await authority.server(['127.0.0.1']),
    clientCaPem: authority.caPem,
    rejectUnauthorized: true,
    onRequest(request, response) {
      ids.push(String(request.headers['audit-id']));
      request.resume();
      const waitMs = Math.max(0, stalledUntil - performance.now());
      setTimeout(() => response.end('{}'), waitMs);
    },
  });
  onTestFinished(() => server.close());
  return {
    port: server.port,
    caPem: authority.caPem,
    client: await authority.client('load', ['system:masters']),
    ids,
    stall: (ms) => {
      stalledUntil = performance.now() + ms;
    },
  };
}

export interface WorkerCapabilities {
  /** Several of them share a load. */
  readonly several: boolean;
  /** Sends bursts, whose requests have no plan. */
  readonly bursts: boolean;
}

async function generate(
  driver: LoadWorkerDriver,
  phases: readonly Phase[],
  options: {
    workers?: number;
    connections?: number;
    multiple?: number;
    between?: (server: Awaited<ReturnType<typeof openServer>>) => void;
  } = {},
): Promise<{ records: RequestRecord[]; ids: string[]; generator: LoadGenerator; summary: LoadSummary }> {
  const server = await openServer();
  const scope = testScope();
  const load: LoadSpec = {
    identity: { user: 'load', groups: ['system:masters'] },
    connections: options.connections ?? 16,
    workers: options.workers ?? 1,
    requests: [
      { kind: 'resource', verb: 'get', resource: 'configmaps', weight: 3, bodySizeBytes: 0 },
      { kind: 'resource', verb: 'create', resource: 'secrets', weight: 1, bodySizeBytes: 300 },
    ],
    phases,
  };
  const recordFile = join(scope.runDir, 'requests.jsonl');
  const instances = [{ name: 'one', origin: `https://127.0.0.1:${server.port}` }];
  const generator = await loadDriver(driver).open(
    {
      load,
      multiple: options.multiple ?? 1,
      instances,
      caPem: server.caPem,
      credentials: server.client,
      admin: server.client,
      trialKey: 'aaaaaa',
      seed: 1,
      receiverHost: '127.0.0.1',
      recordFile,
    },
    scope,
  );
  onTestFinished(() => generator.close());
  await generator.setUp();
  options.between?.(server);
  const summary = await generator.run(
    phases.map((_, index) => index),
    () => {},
  );
  const records = readFileSync(recordFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RequestRecord);
  return { records, ids: server.ids, generator, summary };
}

/** What a load keeps, whoever sends it: run for every kind of worker, through the driver that makes one load of several. */
export function loadWorkerContract(name: string, driver: LoadWorkerDriver, capabilities: WorkerCapabilities): void {
  describe(`a load sent by ${name}`, () => {
    test('sends what the plan says: exact numbers, each once, evenly paced', async () => {
      const { records, ids } = await generate(driver, [
        { ...COMMON, name: 'c', kind: 'constant', ratePerSecond: 200, durationMs: 1000 },
      ]);
      expect(records).toHaveLength(200);
      expect(new Set(records.map(({ id }) => id)).size).toBe(200);
      expect(ids.filter((id) => id.startsWith('ab-aaaaaa-m'))).toHaveLength(200);
      expect(records.every(({ status }) => status === 200)).toBe(true);
      const intended = records.map(({ intendedMs }) => intendedMs).sort((a, b) => a - b);
      for (const [index, atMs] of intended.entries()) expect(atMs - (intended[0] ?? 0)).toBeCloseTo(index * 5, 3);
    });

    test.runIf(capabilities.several)('several workers share the load without a gap or a double', async () => {
      const { records, ids } = await generate(
        driver,
        [{ ...COMMON, name: 'c', kind: 'constant', ratePerSecond: 300, durationMs: 1000 }],
        { workers: 2 },
      );
      expect(records).toHaveLength(300);
      expect(new Set(ids.filter((id) => id.startsWith('ab-aaaaaa-m'))).size).toBe(300);
    });

    test.runIf(capabilities.bursts)(
      'a burst sends exactly its requests, times the multiple, and ties every answer to its request',
      async () => {
        const { records, ids } = await generate(
          driver,
          [{ ...COMMON, name: 'b', kind: 'burst', requests: 333, connections: 8, assumeRatePerSecond: null }],
          { multiple: 1.5 },
        );
        expect(records).toHaveLength(500);
        const sent = new Set(ids.filter((id) => id.startsWith('ab-aaaaaa-m')));
        expect(new Set(records.map(({ id }) => id))).toEqual(sent);
        expect(
          records.every(
            ({ sentMs, doneMs, status }) => status === 200 && (doneMs ?? 0) >= (sentMs ?? Number.POSITIVE_INFINITY),
          ),
        ).toBe(true);
      },
    );

    test('a server that stalls delays no send while sockets are free, and its stall counts as latency', async () => {
      const { records } = await generate(
        driver,
        [{ ...COMMON, name: 'c', kind: 'constant', ratePerSecond: 50, durationMs: 1000 }],
        {
          connections: 64,
          between: (server) => server.stall(800),
        },
      );
      const lag = records.map(({ sentMs, intendedMs }) => (sentMs ?? Number.POSITIVE_INFINITY) - intendedMs);
      expect(Math.max(...lag)).toBeLessThan(200);
      expect(Math.max(...records.map(({ doneMs, intendedMs }) => (doneMs ?? 0) - intendedMs))).toBeGreaterThan(500);
    });

    test('what no socket was free for is sent late and in order, and its wait counts as latency', async () => {
      const { records } = await generate(
        driver,
        [{ ...COMMON, name: 'c', kind: 'constant', ratePerSecond: 50, durationMs: 1000 }],
        {
          connections: 4,
          between: (server) => server.stall(2500),
        },
      );
      expect(records.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200));
      const sent = [...records].sort((a, b) => (a.sentMs ?? 0) - (b.sentMs ?? 0));
      const intended = sent.map(({ intendedMs }) => intendedMs);
      expect(intended).toEqual([...intended].sort((a, b) => a - b));
      expect(Math.max(...records.map(({ doneMs, intendedMs }) => (doneMs ?? 0) - intendedMs))).toBeGreaterThan(1500);
    });

    test('its records point into the table of shapes that it hands over', async () => {
      const { records, summary } = await generate(driver, [
        { ...COMMON, name: 'c', kind: 'constant', ratePerSecond: 100, durationMs: 500 },
      ]);
      expect(summary.phases).toMatchObject([{ index: 0, kind: 'constant', intended: 50 }]);
      expect(summary.shapes).toMatchObject([
        { verb: 'get', resource: 'configmaps', path: '/api/v1/namespaces/audit-bench-aaaaaa/configmaps/{name}' },
        { verb: 'create', resource: 'secrets', path: '/api/v1/namespaces/audit-bench-aaaaaa/secrets' },
      ]);
      expect(new Set(records.map(({ shape }) => shape))).toEqual(new Set([0, 1]));
    });
  });
}
