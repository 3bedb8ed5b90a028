import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/clusters/provider.ts';
import { whoAmI } from '../../src/clusters/existing/as-it-is.ts';
import { connect } from '../../src/clusters/existing/connection.ts';
import { tlsOf, type UsableCredentials } from '../../src/core/credentials.ts';
import { createAuthority } from '../../src/platform/certificates.ts';
import { httpsGet } from '../../src/platform/https-get.ts';
import type { RunResult } from '../../src/core/result.ts';
import type { Resource } from '../../src/core/scope.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { webhookSink } from '../../src/sinks/webhook/sink.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { writeKubeconfig, writeUserKubeconfig } from '../support/kubeconfig.ts';
import { localTestProvider } from '../support/local-provider.ts';
import { startNamespaceController } from '../support/namespace-controller.ts';
import { bundledPolicy } from '../support/policies.ts';
import { testScope } from '../support/scope.ts';
import { QUICK } from '../support/settings.ts';
import { LOOPBACK_SINK } from '../support/sinks.ts';

const POLICY = bundledPolicy('metadata-complete');
const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: calm
policy: metadata-complete
load:
  requests:
    - { verb: get, resource: configmaps, weight: 3 }
    - { verb: update, resource: configmaps, bodySize: 1KiB }
    - { verb: list, resource: secrets }
  phases: [{ rate: 40/s, duration: 4s }]
variants: [{ preset: kubernetes-defaults }]
objectives: { lossRatio: 0 }
`;

/** Static to the API server, an ID token of an OpenID provider to a client. */
const TOKEN = ['{"alg":"none"}', '{"exp":4102444800}', 'x']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

const scope = testScope();
const held: Resource[] = [];
const dir = tempDir();
let cluster: Cluster | undefined;
let sink: Sink | undefined;

beforeAll(async () => {
  if (noBinaries !== null) return;
  const tokens = join(dir, 'tokens.csv');
  writeFileSync(tokens, `${TOKEN},carol,1,system:masters\n`);
  const apiserverFlags = { 'authorization-mode': 'RBAC', 'token-auth-file': tokens };
  const provider = localTestProvider({ apiserverFlags });
  sink = await webhookSink.open(LOOPBACK_SINK, scope);
  held.push(sink);
  const route = { policyText: POLICY.text, policy: POLICY.policy, targets: { webhook: sink.target } };
  cluster = await provider.start({ route, settings: { webhook: QUICK } }, scope);
  held.push(cluster, startNamespaceController(cluster.api, scope));
  writeFileSync(join(dir, 'calm.yaml'), SCENARIO);
});
afterAll(async () => {
  for (const resource of held.reverse()) await resource.close();
});

function api(): Cluster['api'] {
  return cluster?.api ?? expect.unreachable();
}

/** A cluster file; gives its path. */
function clusterFile(credentials: UsableCredentials, more = '', of: Cluster | undefined = cluster): string {
  const { instances, caPem } = of?.api ?? api();
  const kubeconfig = writeKubeconfig(instances[0]?.origin ?? '', caPem, credentials);
  const file = join(tempDir(), 'mine.yaml');
  const flags = JSON.stringify(of?.started.flags);
  writeFileSync(
    file,
    `apiVersion: audit-bench/v1\nkind: Cluster\nname: mine\nprovider: existing\nkubeconfig: ${kubeconfig}\nauditFlags: ${flags}\n${more}`,
  );
  return file;
}

async function certificateOf(user: string) {
  const credentials = await api().credentialsFor({ user, groups: ['system:masters'] });
  if (credentials.kind !== 'certificate') throw new Error('a local API server knows users by their certificates');
  return credentials;
}

/** A client that audit-bench knows nothing of. */
async function askVersion({ api: { instances, caPem, admin } }: Cluster): Promise<void> {
  const url = `${instances[0]?.origin ?? ''}/version`;
  await httpsGet(url, { ca: caPem, ...tlsOf(admin) }, 5000, scope.signal).catch(() => {});
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => server.close(closed));
  return port;
}

async function run(file: string, ...more: readonly string[]) {
  const out = join(tempDir(), 'run');
  const outcome = await runCli(['run', join(dir, 'calm.yaml'), '--cluster', file, '--out', out, ...more]);
  const result = (): RunResult => JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
  return { ...outcome, result };
}

const skipped = noBinaries === null ? '' : ` (skipped: ${noBinaries})`;
describe.skipIf(noBinaries !== null)(`a cluster of the user's, a real kube-apiserver${skipped}`, () => {
  test('is only read without consent: no load, no namespace, the account of what it does by itself', async () => {
    const outcome = await run(clusterFile(api().admin));
    expect(outcome.stderr).toContain('no load is sent, what the cluster does by itself is measured for 10s');
    const [trial] = outcome.result().trials;
    expect(trial).toMatchObject({
      variant: 'as it is',
      requests: { intended: 0, sent: 0 },
      events: { dropped: 0, delivered: null },
      doubts: [],
      settings: { mode: 'batch', bufferSize: 2000 },
    });
    expect(outcome.exitCode).toBe(0);
  });

  test('gets a load with consent and below the ceiling, and nothing of it stays', async () => {
    const delivered = async (): Promise<number> => (await sink?.counters())?.delivered ?? 0;
    const before = await delivered();
    const outcome = await run(clusterFile(api().admin, 'ceiling: 50/s\n'), '--yes-load-this-cluster');
    expect(outcome.stderr).toContain('all requests are sent as audit-bench-admin, the user of the kubeconfig');
    const [trial] = outcome.result().trials;
    expect(trial).toMatchObject({
      requests: { intended: 160, sent: 160, answered: 160, rejected: 0 },
      events: { dropped: 0, discarded: 0, failed: 0 },
    });
    expect(trial?.events.generated).toBeGreaterThanOrEqual(160);
    expect(await delivered()).toBeGreaterThanOrEqual(before + 160);
    // The next one would tell.
    expect((await run(clusterFile(api().admin))).stderr).not.toContain('namespaces of loads');
  });

  test('a load that is not allowed names verb, resource and rule, and sends nothing', async () => {
    const nobody = await api().credentialsFor({ user: 'nobody', groups: [] });
    const outcome = await run(clusterFile(nobody, 'ceiling: 50/s\n'), '--yes-load-this-cluster');
    expect(outcome.exitCode).toBe(3);
    expect(outcome.stderr).toContain('ctx: the user may not get /metrics');
    expect(outcome.stderr).toContain('ctx: the user may not create namespaces');
    expect(outcome.stderr).toContain(
      '{"apiGroups":[""],"resources":["configmaps"],"verbs":["get","create","deletecollection","update"]}',
    );
  });

  test('an exec plugin, a token file and an OpenID token say who the user is', async () => {
    const { origin = '' } = api().instances[0] ?? {};
    const token = join(tempDir(), 'token');
    writeFileSync(token, TOKEN);
    const { certificatePem, keyPem } = await certificateOf('dave');
    const status = { clientCertificateData: certificatePem, clientKeyData: keyPem };
    const apiVersion = 'client.authentication.k8s.io/v1';
    const credential = join(tempDir(), 'credential.json');
    writeFileSync(credential, JSON.stringify({ apiVersion, kind: 'ExecCredential', status }));
    const users = [
      { exec: { apiVersion, command: 'cat', args: [credential], interactiveMode: 'Never' } },
      { tokenFile: token },
      {
        'auth-provider': {
          name: 'oidc',
          config: { 'id-token': TOKEN, 'client-id': 'c', 'idp-issuer-url': 'https://i' },
        },
      },
    ];
    const names: string[] = [];
    for (const user of users) {
      const file = writeUserKubeconfig(origin, api().caPem, user);
      names.push((await whoAmI(await connect(file, undefined, scope.signal), scope.signal)).user);
    }
    expect(names).toEqual(['dave', 'carol', 'carol']);
  });

  test("events are counted too, others' among them, where the webhook of the cluster leads to a receiver of ours", async () => {
    const authority = await createAuthority('own');
    const { certificatePem, keyPem } = await authority.server(['127.0.0.1']);
    const [certFile, keyFile] = [join(dir, 'own.crt'), join(dir, 'own.key')];
    writeFileSync(certFile, certificatePem);
    writeFileSync(keyFile, keyPem);
    const port = await freePort();
    const webhook = {
      backend: 'webhook',
      url: `https://127.0.0.1:${port}/audit`,
      caPem: authority.caPem,
      clientCertificatePem: null,
      clientKeyPem: null,
    } as const;
    const route = { policyText: POLICY.text, policy: POLICY.policy, targets: { webhook } };
    const other = await localTestProvider({}).start({ route, settings: { webhook: QUICK } }, scope);
    const others = setInterval(() => void askVersion(other), 100);
    const controller = startNamespaceController(other.api, scope);
    try {
      const receiver = `ceiling: 50/s\nreceiver: { bind: 127.0.0.1, port: ${port}, certFile: ${certFile}, keyFile: ${keyFile} }\n`;
      const outcome = await run(clusterFile(other.api.admin, receiver, other), '--yes-load-this-cluster');
      const [trial] = outcome.result().trials;
      expect(trial, outcome.stderr).toMatchObject({
        requests: { sent: 160, answered: 160 },
        events: { dropped: 0, inFlight: 0, unexplained: 0 },
        ours: { missing: 0, duplicate: 0 },
      });
      expect(trial?.doubts.map(({ name }) => name)).not.toContain('background');
      expect(trial?.events.delivered).toBe(trial?.events.generated);
      expect(trial?.events.background).toBeGreaterThan(20);
    } finally {
      clearInterval(others);
      await controller.close();
      await other.close();
    }
  });

  test('consent without a ceiling is refused', async () => {
    expect(await run(clusterFile(api().admin), '--yes-load-this-cluster')).toMatchObject({
      exitCode: 2,
      stderr:
        'mine: the cluster file states no ceiling, so no load is sent to it\n  hint: ceiling: 50/s is what a load may have at most',
    });
  });
});
