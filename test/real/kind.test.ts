import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { runCli, startCli, tempDir } from '../support/cli.ts';
import { GONE_WITHIN, KIND_IMAGE, kindThings, noKind } from '../support/kind.ts';
import { tempEntries } from '../support/processes.ts';
import { takesTurns } from '../support/turns.ts';

takesTurns('kind');

const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: kind-test
policy: own.yaml
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ rate: 100/s, duration: 1s, measure: false }, { rate: 300/s, duration: 4s }]
variants:
  - { name: small, bufferSize: 150, maxBatchSize: 50, maxBatchWait: 1s, throttleQps: 2, throttleBurst: 2 }
  - { name: large, bufferSize: 5000, maxBatchSize: 100, maxBatchWait: 1s, throttleQps: 20, throttleBurst: 20 }
`;

/** Nobody else is audited: what control planes ask of themselves would be a doubt on a small machine, and be measured again. */
const OWN_POLICY = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - { level: Metadata, users: [audit-bench] }
`;

function files(more = '', scenario = SCENARIO): { args: readonly string[]; out: string; scratch: string } {
  const dir = tempDir();
  writeFileSync(join(dir, 's.yaml'), scenario);
  writeFileSync(join(dir, 'own.yaml'), OWN_POLICY);
  writeFileSync(
    join(dir, 'c.yaml'),
    `apiVersion: audit-bench/v1\nkind: Cluster\nname: k\nprovider: kind\nimage: ${KIND_IMAGE}\n${more}`,
  );
  const out = join(dir, 'run');
  return {
    args: ['run', join(dir, 's.yaml'), '--cluster', join(dir, 'c.yaml'), '--out', out],
    out,
    scratch: tempDir(),
  };
}

/** kind starts it before several control-plane nodes. */
async function hasLoadBalancer(): Promise<boolean> {
  const { stdout } = await execa('docker', ['images', '--format', '{{.Repository}}']);
  return /envoyproxy\/envoy|kindest\/haproxy/.test(stdout);
}

const readResult = (out: string): RunResult => JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;

describe.skipIf(noKind !== null)(`a kind cluster${noKind === null ? '' : ` (skipped: ${noKind})`}`, () => {
  // A whole control plane on two cores makes requests leave late, which is a doubt of the load. The accounts and the model,
  // which is fed with what was really sent, must hold all the same.
  test('measures what the model predicts, with settings changed in place; --keep keeps it, and clusters ls and rm find it', {
    retry: 2,
  }, async () => {
    const { args, out, scratch } = files();
    const env = { TMPDIR: scratch };
    const before = await kindThings();
    const { exitCode, stderr } = await runCli([...args, '--keep'], { env });
    const [, name = '', kubeconfig = ''] =
      /kept the cluster (\S+): kubectl --kubeconfig (\S+) get nodes; delete it with: audit-bench clusters rm \1/.exec(
        stderr,
      ) ?? [];
    onTestFinished(async () => {
      await runCli(['clusters', 'rm', name], { env });
    });
    expect(stderr).not.toContain('failed');
    const { trials, cluster } = readResult(out);
    const doubts = trials.flatMap((trial) => trial.doubts).filter((doubt) => doubt.name !== 'send-lag');
    expect(doubts).toEqual([]);
    // Trials in doubt are measured again.
    const [small, large] = ['small', 'large'].map((variant) => trials.findLast((trial) => trial.variant === variant));
    expect(exitCode).toBe(trials.every(({ trusted }) => !trusted) ? 5 : large?.trusted ? 0 : 1);
    expect(cluster).toMatchObject({ provider: 'kind', emulated: false, origin: `kind, image ${KIND_IMAGE}` });
    expect(small?.events.dropped).toBeGreaterThan(0);
    const difference = Math.abs((small?.events.dropped ?? 0) - (small?.predicted?.dropped ?? 0));
    expect(difference).toBeLessThanOrEqual(Math.max(50, 0.01 * (small?.events.generated ?? 0)));
    expect(small?.events.unexplained).toBe(0);
    expect(small?.ours.missing).toBe((small?.ours.expected ?? 0) - (small?.ours.delivered ?? 0));
    expect(large?.events.dropped).toBe(0);
    expect(large?.flags['audit-webhook-batch-buffer-size']).toBe('5000');
    expect(readFileSync(kubeconfig, 'utf8')).toContain(`kind-${name}`);
    expect((await runCli(['clusters', 'ls'], { env })).stdout).toContain(`${name}: kept, 1 node, since `);
    expect((await runCli(['clusters', 'gc'], { env })).stdout).toContain('nothing was left behind');
    expect(await runCli(['clusters', 'rm', name], { env })).toMatchObject({ exitCode: 0, stdout: `deleted ${name}` });
    expect((await runCli(['clusters', 'ls'], { env })).stdout).not.toContain(name);
    await expect.poll(kindThings, GONE_WITHIN).toEqual(before);
    expect(tempEntries(scratch)).toEqual([]);
  });

  test('a flag that this Kubernetes does not know: its own words, exit 4, nothing left', async () => {
    const { args, scratch } = files('apiserverFlags: { no-such-flag: "1" }\n');
    const before = await kindThings();
    const { exitCode, stderr } = await runCli(args, { env: { TMPDIR: scratch } });
    expect(stderr).toMatch(
      /kube-apiserver ended at start: .*unknown flag: --no-such-flag\n {2}hint: the whole output: /,
    );
    expect(exitCode).toBe(4);
    await expect.poll(kindThings, GONE_WITHIN).toEqual(before);
    expect(tempEntries(scratch)).toEqual([]);
  });

  test('two control planes behind their balancer: each is read and predicted by what it was dealt', {
    // Two nodes, and a trial that may be measured again: minutes on two cores.
    timeout: 600_000,
  }, async (context) => {
    if (!(await hasLoadBalancer()))
      context.skip('the image of the load balancer, which kind needs for several control planes, is not here');
    const small = 'bufferSize: 100, maxBatchSize: 50, maxBatchWait: 1s, throttleQps: 1, throttleBurst: 1';
    const { args, out } = files(
      'controlPlanes: 2\nload: { via: loadBalancer }\n',
      SCENARIO.replace(/name: small.*\}/, `name: small, ${small} }`).replace(/ +- \{ name: large.*\n/, ''),
    );
    const before = await kindThings();
    await runCli(args);
    const { trials } = readResult(out);
    const [first] = trials;
    expect(first?.instances.map(({ name }) => name)).toEqual(['apiserver-1', 'apiserver-2']);
    for (const [index, { requests, generated, dropped }] of (first?.instances ?? []).entries()) {
      // Connections take turns, but the one that answers sooner is free sooner: on a busy machine the deal is not even.
      expect(requests).toBeGreaterThan(0);
      expect(generated).toBeGreaterThanOrEqual(requests ?? 0);
      const predicted = first?.predicted?.byInstance[index]?.dropped ?? 0;
      expect(Math.abs((dropped ?? 0) - predicted)).toBeLessThanOrEqual(50);
    }
    expect(first?.events.dropped).toBeGreaterThan(0);
    expect(first?.requests.sent).toBe(first?.instances.reduce((sum, { requests = 0 }) => sum + requests, 0));
    expect(first?.dealtBy).toBe('load balancer');
    expect(first?.arrivalSkew).toBeGreaterThanOrEqual(1);
    expect(first?.arrivalSkew).toBeLessThan(2);
    expect(first?.events.unexplained).toBe(0);
    await expect.poll(kindThings, GONE_WITHIN).toEqual(before);
  });

  test('without the image of the load balancer several control planes become one, and that is said', async (context) => {
    if (await hasLoadBalancer())
      context.skip('the image of the load balancer is here, so that several control planes work');
    const { args, out } = files('controlPlanes: 2\n');
    const { stderr } = await runCli([...args, '--set', 'variants=[{name: a, maxBatchWait: 1s}]']);
    expect(stderr).toMatch(
      /several control planes need the load balancer image \S+, which is not here: going on with one\n/,
    );
    expect(readResult(out).cluster.instances).toEqual(['apiserver-1']);
  });

  test('a cluster that is not ours is never deleted, whatever its name', async () => {
    const name = 'audit-bench-not-ours';
    const node = `${name}-control-plane`;
    const label = ['--label', `io.x-k8s.kind.cluster=${name}`];
    await execa('docker', ['create', '--name', node, ...label, '--entrypoint', 'true', KIND_IMAGE]);
    onTestFinished(async () => {
      await execa('docker', ['rm', '-f', '-v', node]);
    });
    expect((await runCli(['clusters', 'ls'])).stdout).not.toContain(name);
    await runCli(['clusters', 'gc']);
    expect(await runCli(['clusters', 'rm', name])).toMatchObject({
      exitCode: 2,
      stderr: `${name}: audit-bench has made no cluster of that name\n  hint: audit-bench clusters ls lists them`,
    });
    expect((await execa('docker', ['ps', '-a', '--format', '{{.Names}}'])).stdout.split('\n')).toContain(node);
  });

  test('a run that was killed leaves a cluster, which clusters gc deletes', async () => {
    const { args, scratch } = files();
    const before = await kindThings();
    const child = startCli(args, { env: { TMPDIR: scratch } });
    let seen = '';
    child.stderr.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes('proving the path')) child.kill('SIGKILL');
    });
    await child;
    const listed = await runCli(['clusters', 'ls'], { env: { TMPDIR: scratch } });
    expect(listed.stdout).toMatch(/audit-bench-\S+: leftover, 1 node, since /);
    expect((await runCli(['clusters', 'gc'], { env: { TMPDIR: scratch } })).stdout).toMatch(/^deleted audit-bench-/);
    await expect.poll(kindThings, GONE_WITHIN).toEqual(before);
    expect(tempEntries(scratch)).toEqual([]);
  });
});
