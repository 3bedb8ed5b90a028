import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Cluster } from '../../src/clusters/provider.ts';
import { apiserverProbe } from '../../src/probes/apiserver-probe.ts';
import type { Sink } from '../../src/sinks/sink.ts';
import { webhookSink } from '../../src/sinks/webhook/sink.ts';
import type { UsableCredentials } from '../../src/core/credentials.ts';
import { noBinaries } from '../support/assets.ts';
import { runCli, startCli } from '../support/cli.ts';
import { bundledPolicy } from '../support/policies.ts';
import { localTestProvider } from '../support/local-provider.ts';
import { writeKubeconfig } from '../support/kubeconfig.ts';
import { testScope } from '../support/scope.ts';
import { LOOPBACK_SINK } from '../support/sinks.ts';
import { QUICK } from '../support/settings.ts';

const POLICY = bundledPolicy('metadata-complete');
/** Two batches of ten a second and room for twenty: any load loses. */
const LOSING = { ...QUICK, bufferSize: 20, throttleQps: 2, throttleBurst: 1, maxBatchWaitMs: 500 };

let cluster: Cluster | undefined;
let sink: Sink | undefined;
const scope = testScope();

beforeAll(async () => {
  if (noBinaries !== null) return;
  const provider = localTestProvider({ apiservers: 2, apiserverFlags: { 'authorization-mode': 'RBAC' } });
  sink = await webhookSink.open(LOOPBACK_SINK, scope);
  cluster = await provider.start(
    {
      route: { policyText: POLICY.text, policy: POLICY.policy, targets: { webhook: sink.target } },
      settings: { webhook: LOSING },
    },
    scope,
  );
});
afterAll(async () => {
  await cluster?.close();
  await sink?.close();
});

function kubeconfigFor(credentials: UsableCredentials | undefined, server?: string): string {
  const { api } = cluster ?? expect.unreachable();
  return writeKubeconfig(server ?? api.instances[0]?.origin ?? '', api.caPem, credentials);
}

/** Gives every connection to the API server that `choose` names for it (they are counted from 0); the address. */
async function loadBalancer(choose: (connection: number) => number): Promise<string> {
  let connections = 0;
  const server = createServer((socket) => {
    const { port } = new URL(cluster?.api.instances[choose(connections)]?.origin ?? 'https://127.0.0.1');
    connections += 1;
    const onward = connect(Number(port), '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    for (const end of [socket, onward]) end.on('error', () => [socket, onward].map((other) => other.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const skipped = noBinaries === null ? '' : ` (skipped: ${noBinaries})`;
describe.skipIf(noBinaries !== null)(`audit-bench check on a real kube-apiserver${skipped}`, () => {
  test('says that events are being lost, how many, by whose limit, and exits 1', async () => {
    const api = cluster?.api ?? expect.unreachable();
    const probe = await apiserverProbe.open(
      { instances: api.instances, caPem: api.caPem, client: api.admin, trialKey: 'cccccc' },
      scope,
    );
    const child = startCli(['check', '--kubeconfig', kubeconfigFor(api.admin), '--for', '3s']);
    const ended = new AbortController();
    const load = (async () => {
      for (let number = 1; !ended.signal.aborted; number += 1)
        await probe.get('apiserver-1', '/version', `ab-cccccc-p${number}`, scope.signal);
    })();
    const { exitCode, stdout } = await child;
    ended.abort();
    await load;
    await probe.close();
    expect(stdout).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+: generated [\d.,]+\/s, dropped [\d.,]+\/s, failed 0\.0\/s, lost [\d.]+ %$/m,
    );
    expect(stdout).toContain('the buffer overflows: the throttle lets batches out more slowly than events come');
    expect(stdout).toContain('flags: not readable (no permission on pods of kube-system, or no static pods)');
    expect(stdout.split('\n')[0]).toMatch(/^https:\/\/127\.0\.0\.1:\d+: .*since it started (\d+m)?\d+s ago/);
    expect(stdout).toMatch(/LOSING: \d+ events lost in \d+ s(;|$)/);
    expect(exitCode).toBe(1);
  });

  test('what was lost before is said first, and fails only when asked; JSON has it too', async () => {
    const api = cluster?.api ?? expect.unreachable();
    const check = ['check', '--kubeconfig', kubeconfigFor(api.admin), '--for', '1s'];
    const { stdout, exitCode } = await runCli(check);
    expect(stdout.split('\n')[0]).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+: LOST [\d,]+ of [\d,]+ events \([\d.]+ %\) since it started (\d+m)?\d+s ago: buffered [\d,]+$/,
    );
    expect(stdout).toMatch(/nothing was lost in \d+ s; [\d,]+ were lost before \(--fail-on past exits 1 for those\)$/);
    expect(exitCode).toBe(0);
    const failing = await runCli([...check, '--fail-on', 'past', '--json']);
    expect(failing.exitCode).toBe(1);
    const answer = JSON.parse(failing.stdout) as { lost: number; lostSinceStart: number; apiservers: unknown[] };
    expect(answer).toMatchObject({
      lost: 0,
      apiservers: [{ sinceStart: { plugins: { buffered: expect.any(Number) } } }],
    });
    expect(answer.lostSinceStart).toBeGreaterThan(0);
  });

  test('exits 0 when nothing is lost', async () => {
    const api = cluster?.api ?? expect.unreachable();
    await cluster?.settings?.apply(
      { settings: { webhook: { ...QUICK, bufferSize: 20_000 } }, policyText: POLICY.text },
      scope.signal,
    );
    const outcome = await runCli(['check', '--kubeconfig', kubeconfigFor(api.admin), '--for', '1s']);
    expect(outcome.stdout).toMatch(/nothing was lost in \d+ s(;|$)/);
    expect(outcome.exitCode).toBe(0);
  });

  test('behind a load balancer it reads the same API server again', async () => {
    const server = await loadBalancer((connection) => connection % 2);
    const outcome = await runCli(['check', '--kubeconfig', kubeconfigFor(cluster?.api.admin, server), '--for', '1s']);
    expect(outcome.stdout).toMatch(/nothing was lost in \d+ s(;|$)/);
    expect(outcome.stdout).not.toContain('restarted');
    expect(outcome.exitCode).toBe(0);
  });

  test('behind a load balancer that never comes back to it, nothing is claimed', async () => {
    // Ready, the endpoints, the first reading; then the other one for ever.
    const server = await loadBalancer((connection) => (connection < 3 ? 0 : 1));
    const outcome = await runCli(['check', '--kubeconfig', kubeconfigFor(cluster?.api.admin, server), '--for', '1s']);
    expect(outcome).toMatchObject({
      exitCode: 4,
      stderr: `${server}: the API server of the first reading does not answer any more, others do (a load balancer?)\n  hint: give a kubeconfig that names one API server, or one whose user may read the endpoints of namespace default`,
    });
  });

  test('without permission on /metrics the RBAC rule is named', async () => {
    const nobody = await cluster?.api.credentialsFor({ user: 'nobody', groups: [] });
    const { exitCode, stderr } = await runCli(['check', '--kubeconfig', kubeconfigFor(nobody), '--for', '1s']);
    expect(stderr).toMatch(
      /^https:\/\/127\.0\.0\.1:\d+\/metrics: the API server answered 403, no permission\n {2}hint: the user needs a ClusterRole with \{nonResourceURLs: \["\/metrics"\], verbs: \["get"\]\}$/,
    );
    expect(exitCode).toBe(2);
  });

  test('a cluster that cannot be reached', async () => {
    const file = kubeconfigFor(cluster?.api.admin, 'https://127.0.0.1:1');
    expect(await runCli(['check', '--kubeconfig', file])).toMatchObject({
      exitCode: 4,
      stderr:
        'https://127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1\n  hint: look at the server in the kubeconfig, and at the network between',
    });
  });

  test('a context that is not there, a file that is none, a time that is none', async () => {
    const file = kubeconfigFor(cluster?.api.admin);
    expect(await runCli(['check', '--kubeconfig', file, '--context', 'x'])).toMatchObject({
      exitCode: 2,
      stderr: `${file}: there is no context "x"\n  hint: it has: ctx`,
    });
    const none = await runCli(['check', '--kubeconfig', '/nowhere']);
    expect(none.stderr).toMatch(/^\/nowhere: cannot be read as a kubeconfig: ENOENT/);
    expect(none.exitCode).toBe(2);
    expect((await runCli(['check', '--kubeconfig', file, '--for', '5'])).stderr).toBe(
      '--for: expected a duration of at least 1s such as "60s", got "5"',
    );
  });
});
