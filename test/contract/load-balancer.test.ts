import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parseAuditId } from '../../src/core/audit-id.ts';
import type { RequestRecord } from '../../src/core/records.ts';
import type { LoadSpec, Phase } from '../../src/core/scenario.ts';
import { loadDriver } from '../../src/load/driver.ts';
import { forkedWorkers } from '../../src/load/workers/forked-workers.ts';
import { createAuthority } from '../../src/platform/certificates.ts';
import { startHttpsServer } from '../../src/platform/https-server.ts';
import { verifyServer } from '../../src/platform/tls-check.ts';
import { tempDir } from '../support/cli.ts';
import { testScope } from '../support/scope.ts';

const PHASES: readonly Phase[] = [
  { kind: 'constant', name: 'slow', measure: true, ratePerSecond: 100, durationMs: 600 },
  { kind: 'burst', name: 'burst', measure: true, requests: 200, connections: 8, assumeRatePerSecond: null },
];

/** Two servers with certificates of their own for `localhost`, and a balancer that deals connections in turn. */
async function openServers() {
  const authority = await createAuthority('test');
  const client = await authority.client('load', ['system:masters']);
  const ids: string[][] = [[], []];
  const servers = await Promise.all(
    ids.map(async (own) =>
      startHttpsServer({
        host: '127.0.0.1',
        port: 0,
        certificate: await authority.server(['127.0.0.1', 'localhost']),
        clientCaPem: authority.caPem,
        rejectUnauthorized: true,
        onRequest(request, response) {
          own.push(String(request.headers['audit-id']));
          request.resume();
          response.end('{}');
        },
      }),
    ),
  );
  let dealt = 0;
  const balancer = createServer((socket) => {
    const behind = connect(servers[dealt % servers.length]?.port ?? 0, '127.0.0.1');
    dealt += 1;
    socket.pipe(behind).pipe(socket);
    for (const [one, other] of [
      [socket, behind],
      [behind, socket],
    ] as const)
      one.on('error', () => other.destroy());
  });
  await new Promise<void>((resolve) => balancer.listen(0, '127.0.0.2', resolve));
  onTestFinished(async () => {
    balancer.close();
    await Promise.all(servers.map((server) => server.close()));
  });
  const instances = servers.map(({ port }, at) => ({
    name: `apiserver-${at + 1}`,
    origin: `https://127.0.0.1:${port}`,
  }));
  const { port } = balancer.address() as AddressInfo;
  return { instances, origin: `https://127.0.0.2:${port}`, caPem: authority.caPem, client, ids };
}

test('through a balancer each record names the API server that got the request', async () => {
  const { instances, origin, caPem, client, ids } = await openServers();
  const shown = await Promise.all(
    instances.map(async (instance) => [await verifyServer({ ...instance, caPem, client }), instance.name] as const),
  );
  const recordFile = join(tempDir(), 'requests.jsonl');
  const load: LoadSpec = {
    identity: { user: 'load', groups: [] },
    requests: [{ kind: 'path', path: '/version', weight: 1 }],
    phases: PHASES,
    connections: 8,
    workers: 2,
  };
  const generator = await loadDriver(forkedWorkers).open(
    {
      load,
      multiple: 1,
      instances,
      // The certificates do not name this address.
      balancer: { origin, serverName: 'localhost', servers: Object.fromEntries(shown) },
      caPem,
      credentials: client,
      admin: client,
      trialKey: 'abcdef',
      seed: 1,
      receiverHost: '127.0.0.1',
      recordFile,
    },
    testScope(),
  );
  onTestFinished(() => generator.close());
  await generator.setUp();
  await generator.run([0, 1], () => {});
  const records = readFileSync(recordFile, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as RequestRecord);
  expect(records.length).toBe(260);
  for (const [at, { name }] of instances.entries()) {
    const named = records.filter(({ instance }) => instance === name).map(({ id }) => id);
    expect(new Set(named)).toEqual(new Set(ids[at]?.filter((id) => parseAuditId(id)?.kind === 'measured')));
    // Connections take turns, so that a slow load goes to every server.
    expect(records.filter(({ instance, phase }) => instance === name && phase === 0).length).toBeGreaterThan(20);
  }
});
