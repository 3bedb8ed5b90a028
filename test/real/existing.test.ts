import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../src/clusters/provider.ts';
import type { UsableCredentials } from '../../src/core/credentials.ts';
import type { RunResult } from '../../src/core/result.ts';
import type { Resource } from '../../src/core/scope.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { webhookSink } from '../../src/sinks/webhook/sink.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { writeKubeconfig } from '../support/kubeconfig.ts';
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

const scope = testScope();
const held: Resource[] = [];
const dir = tempDir();
let cluster: Cluster | undefined;
let sink: Sink | undefined;

beforeAll(async () => {
  if (noBinaries !== null) return;
  const provider = localTestProvider({ apiserverFlags: { 'authorization-mode': 'RBAC' } });
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
function clusterFile(credentials: UsableCredentials, more = ''): string {
  const kubeconfig = writeKubeconfig(api().instances[0]?.origin ?? '', api().caPem, credentials);
  const file = join(tempDir(), 'mine.yaml');
  const flags = JSON.stringify(cluster?.started.flags);
  writeFileSync(
    file,
    `apiVersion: audit-bench/v1\nkind: Cluster\nname: mine\nprovider: existing\nkubeconfig: ${kubeconfig}\nauditFlags: ${flags}\n${more}`,
  );
  return file;
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

  test('consent without a ceiling is refused', async () => {
    expect(await run(clusterFile(api().admin), '--yes-load-this-cluster')).toMatchObject({
      exitCode: 2,
      stderr:
        'mine: the cluster file states no ceiling, so no load is sent to it\n  hint: ceiling: 50/s is what a load may have at most',
    });
  });
});
