import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { parseAuditId } from '../../src/core/audit-id.ts';
import type { RunResult } from '../../src/core/result.ts';
import { runCli, startCli, tempDir } from '../support/cli.ts';
import { KIND_IMAGE } from '../support/kind.ts';
import { LIMITS } from '../support/pod-limits.ts';
import { NODE_IMAGE, noPods, PODS_UP } from '../support/pods-lab.ts';

const NAME = `audit-bench-pods-${process.pid}`;
const IMAGE = `audit-bench:test-${process.pid}`;
const dir = tempDir();
const KUBECONFIG = join(dir, 'kubeconfig');

const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: pods
load:
  workers: 4
  requests: [{ verb: get, resource: configmaps, weight: 3 }, { verb: create, resource: configmaps }]
  phases: [{ rate: 80/s, duration: 4s }]
variants: [{ name: a, maxBatchWait: 500ms }]
`;
/** The kind network's gateway: where pods see this machine. */
let host = '';

function clusterFile(changes: Readonly<Record<string, unknown>> = {}): string {
  const load = {
    from: 'pods',
    parallelism: 4,
    image: IMAGE,
    kubeconfig: KUBECONFIG,
    context: `kind-${NAME}`,
    address: host,
    ...changes,
  };
  const file = join(tempDir(), 'cluster.yaml');
  const head = { apiVersion: 'audit-bench/v1', kind: 'Cluster', name: 'pods', provider: 'embedded', load };
  writeFileSync(file, JSON.stringify(head));
  return file;
}

function scenarioFile(text = SCENARIO): string {
  const file = join(tempDir(), 'scenario.yaml');
  writeFileSync(file, text);
  return file;
}

/** Jobs, pods and Secrets that are ours, everywhere or in one namespace. */
async function left(namespace?: string): Promise<string> {
  const where = namespace === undefined ? ['-A'] : ['-n', namespace];
  const kubectl = ['--kubeconfig', KUBECONFIG, 'get', 'jobs,pods,secrets', ...where, '-o', 'name'];
  return (await execa('kubectl', [...kubectl, '-l', 'app.kubernetes.io/managed-by=audit-bench'])).stdout;
}

async function apply(object: object): Promise<void> {
  await execa('kubectl', ['--kubeconfig', KUBECONFIG, 'apply', '-f', '-'], { input: JSON.stringify(object) });
}

/** A kubeconfig of the same context, with the token of a service account. */
async function kubeconfigOf(account: string, namespace: string): Promise<string> {
  const kubectl = ['--kubeconfig', KUBECONFIG];
  const { stdout: token } = await execa('kubectl', [...kubectl, 'create', 'token', account, '-n', namespace]);
  const { stdout } = await execa('kubectl', [...kubectl, 'config', 'view', '--raw', '-o', 'json']);
  const config = JSON.parse(stdout) as { users: { name: string }[] };
  const users = config.users.map(({ name }) => ({ name, user: { token } }));
  const file = join(tempDir(), 'kubeconfig');
  writeFileSync(file, JSON.stringify({ ...config, users }));
  return file;
}

/** A run whose load is being sent. */
async function measuring(name: string) {
  const run = startCli(['run', scenarioFile(), '--cluster', clusterFile(), '--out', join(dir, name)]);
  await new Promise<void>((found) => {
    run.stderr.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('a-1: measuring')) found();
    });
  });
  // A promise of it would be waited for by whoever awaits this function.
  return { kill: (signal: NodeJS.Signals) => run.kill(signal), ended: () => run };
}

/** Which requests were sent, by number and shape. */
function requestsOf(out: string): readonly string[] {
  const lines = readFileSync(join(out, 'trials', 'a-1', 'requests.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return lines
    .map((line) => JSON.parse(line) as { id: string; shape: number })
    .map(({ id, shape }) => `${parseAuditId(id)?.number ?? 'not ours'} ${shape}`)
    .toSorted();
}

describe.skipIf(noPods !== null)(
  `load from pods of a real cluster${noPods === null ? '' : ` (skipped: ${noPods})`}`,
  () => {
    beforeAll(async () => {
      const config = join(dir, 'kind.yaml');
      const networking = { disableDefaultCNI: true, kubeProxyMode: 'none' };
      writeFileSync(config, JSON.stringify({ kind: 'Cluster', apiVersion: 'kind.x-k8s.io/v1alpha4', networking }));
      const create = ['create', 'cluster', '--name', NAME, '--image', KIND_IMAGE, '--kubeconfig', KUBECONFIG];
      await execa('kind', [...create, '--config', config]);
      const { stdout } = await execa(PODS_UP, [NAME], { env: { KUBECONFIG } });
      host = /LAB_HOST=(\S+)/.exec(stdout)?.[1] ?? '';
      await execa(NODE_IMAGE);
      const build = ['build', '--build-arg', 'NODE_IMAGE=lab/node:20', '-t', IMAGE, '.'];
      await execa('docker', build, { env: { DOCKER_BUILDKIT: '0' } });
      await execa('kind', ['load', 'docker-image', IMAGE, '--name', NAME]);
    }, 600_000);
    afterAll(async () => {
      await execa('kind', ['delete', 'cluster', '--name', NAME, '--kubeconfig', KUBECONFIG]);
      await execa('docker', ['rmi', '-f', IMAGE], { reject: false });
    });

    test('four pods send what four processes send, request by request, and leave nothing', async () => {
      const [pods, forked] = [join(dir, 'pods'), join(dir, 'forked')];
      const scenario = scenarioFile();
      const ofPods = await runCli(['run', scenario, '--cluster', clusterFile(), '--out', pods]);
      expect(ofPods.stderr).not.toContain('failed');
      await runCli(['run', scenario, '--out', forked]);
      expect(requestsOf(pods)).toEqual(requestsOf(forked));
      expect(requestsOf(pods)).toHaveLength(320);
      const [trial] = (JSON.parse(readFileSync(join(pods, 'result.json'), 'utf8')) as RunResult).trials;
      expect(trial?.events).toMatchObject({ dropped: 0, failed: 0, unexplained: 0 });
      expect(trial?.ours).toMatchObject({ missing: 0, duplicate: 0, expected: trial?.ours.delivered });
      expect(await left()).toBe('');
    });

    test('an image that is not there is told at once, with what to do', async () => {
      const file = clusterFile({ image: 'audit-bench:nowhere' });
      const { exitCode, stderr } = await runCli([
        'run',
        scenarioFile(),
        '--cluster',
        file,
        '--out',
        join(dir, 'image'),
      ]);
      expect(stderr).toMatch(/load\.from pods: only 0 of 4 pods called back: \S+: (ErrImagePull|ImagePullBackOff)/);
      expect(stderr).toContain('kind load docker-image audit-bench:nowhere --name CLUSTER');
      expect(exitCode).toBe(4);
      expect(await left()).toBe('');
    });

    test('a namespace that is not there is named', async () => {
      const file = clusterFile({ namespace: 'nowhere' });
      const { exitCode, stderr } = await runCli(['run', scenarioFile(), '--cluster', file, '--out', join(dir, 'ns')]);
      expect(stderr).toContain(`kind-${NAME}, namespace nowhere: create jobs: namespaces "nowhere" not found`);
      expect(exitCode).toBe(4);
    });

    test('in a namespace that enforces the restricted standard, as an account that is allowed what rbac prints', async () => {
      const namespace = 'restricted';
      const enforce = { 'pod-security.kubernetes.io/enforce': 'restricted' };
      await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: enforce } });
      await apply({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'audit-bench', namespace } });
      const kubeconfig = await kubeconfigOf('audit-bench', namespace);
      const file = clusterFile({ namespace, kubeconfig });
      const refused = await runCli(['run', scenarioFile(), '--cluster', file, '--out', join(dir, 'refused')]);
      expect(refused.stderr).toMatch(
        /namespace restricted: create jobs: jobs\.batch is forbidden: User "system:serviceaccount:restricted:audit-bench" cannot create resource "jobs" .*\n\s+hint: audit-bench rbac --namespace restricted prints what a load from pods needs/,
      );
      expect(refused.exitCode).toBe(4);
      const { stdout } = await runCli(['rbac', '--namespace', namespace]);
      await execa('kubectl', ['--kubeconfig', KUBECONFIG, 'apply', '-f', '-'], { input: stdout });
      const out = join(dir, 'allowed');
      const allowed = await runCli(['run', scenarioFile(), '--cluster', file, '--out', out]);
      expect(allowed.stderr).not.toContain('failed');
      expect(requestsOf(out)).toHaveLength(320);
      expect(await left()).toBe('');
    });

    test.concurrent.each(LIMITS)('$what: one sentence, exit 4, and nothing is left', async (limit) => {
      const { namespace, kind, spec, resources = {}, startWithin = '5s', says } = limit;
      await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      await apply({ apiVersion: 'v1', kind, metadata: { name: 'limit', namespace }, spec });
      const file = clusterFile({ namespace, resources, startWithin });
      const args = ['run', scenarioFile(), '--cluster', file, '--out', join(dir, namespace)];
      const { exitCode, stderr } = await runCli(args);
      expect(stderr).toMatch(says);
      expect(stderr.match(/pods for the load: /g)?.length ?? 0).toBeLessThanOrEqual(1);
      expect(exitCode).toBe(4);
      expect(await left(namespace)).toBe('');
    });

    test('a pod that goes away in the middle is told of, its requests are unknown, and the trial is measured again', async () => {
      const run = await measuring('lost');
      const { stdout } = await execa('kubectl', ['--kubeconfig', KUBECONFIG, 'get', 'pods', '-o', 'name']);
      const [, , third = ''] = stdout.split('\n');
      await execa('kubectl', ['--kubeconfig', KUBECONFIG, 'delete', third, '--grace-period=0', '--force']);
      const { stderr } = await run.ended();
      const pod = third.replace('pod/', '');
      expect(stderr).toContain(`${pod}, a pod that sent load, ended: it was deleted\n`);
      const result = JSON.parse(readFileSync(join(dir, 'lost', 'result.json'), 'utf8')) as RunResult;
      const [trial, again] = result.trials;
      expect(trial?.doubts.find(({ name }) => name === 'worker-lost')?.sentence).toMatch(
        new RegExp(`^${pod}, a pod that sent load, ended: it was deleted: what became of \\d+ requests is not known$`),
      );
      expect(trial?.requests.intended).toBe(320);
      expect(again?.workers).toHaveLength(4);
      expect(again?.startSkewMs).toBeGreaterThanOrEqual(0);
      expect(await left()).toBe('');
    });

    test('what a killed run left is deleted by gc, which leaves a living one alone', async () => {
      const run = await measuring('killed');
      const gc = ['gc', '--context', `kind-${NAME}`, '--kubeconfig', KUBECONFIG];
      expect((await runCli(gc)).stdout).not.toContain('deleted job');
      run.kill('SIGKILL');
      await run.ended();
      expect((await runCli(gc)).stdout).toMatch(/^deleted job audit-bench-\S+ in kind-\S+, whose run has ended/m);
      expect(await left()).toBe('');
    });

    test('audit-bench itself runs as a Job, by the manifest of the docs', async () => {
      const [, job] = parseAllDocuments(readFileSync('docs/run-in-cluster.yaml', 'utf8')).map((document) =>
        document.toJS(),
      );
      // The lab has no storage.
      const { spec } = job.spec.template;
      spec.volumes[0] = { name: 'reports', emptyDir: {} };
      spec.containers[0].image = IMAGE;
      await apply(job);
      const kubectl = ['--kubeconfig', KUBECONFIG];
      await execa('kubectl', [...kubectl, 'wait', '--for=condition=complete', 'job/audit-bench', '--timeout=200s']);
      const { stdout } = await execa('kubectl', [...kubectl, 'logs', 'job/audit-bench']);
      expect(stdout).toContain('EMULATED: this run uses a stand-in');
      expect(stdout).toMatch(/"large" meets every objective; "small" does not\./);
    });

    test('Ctrl-C in the middle leaves nothing', async () => {
      const run = await measuring('stopped');
      run.kill('SIGINT');
      expect((await run.ended()).exitCode).toBe(130);
      expect(await left()).toBe('');
    });
  },
);
