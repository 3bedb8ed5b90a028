import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { runCli, startCli, tempDir } from '../support/cli.ts';
import { KIND_IMAGE } from '../support/kind.ts';
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

function clusterFile(changes: Readonly<Record<string, string | number>> = {}): string {
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

/** Jobs, pods and Secrets that are ours. */
async function left(): Promise<string> {
  const kubectl = ['--kubeconfig', KUBECONFIG, 'get', 'jobs,pods,secrets', '-A', '-o', 'name'];
  return (await execa('kubectl', [...kubectl, '-l', 'app.kubernetes.io/managed-by=audit-bench'])).stdout;
}

/** Which requests were sent, by number and shape. */
function requestsOf(out: string): readonly string[] {
  const lines = readFileSync(join(out, 'trials', 'a-1', 'requests.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  const number = (id: string): number => Number(id.split('-m')[1]);
  return lines
    .map((line) => JSON.parse(line) as { id: string; shape: number })
    .map(({ id, shape }) => `${number(id)} ${shape}`)
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

    test('Ctrl-C in the middle leaves nothing', async () => {
      const run = startCli(['run', scenarioFile(), '--cluster', clusterFile(), '--out', join(dir, 'stopped')]);
      await new Promise<void>((found) => {
        run.stderr.on('data', (chunk: Buffer) => {
          if (chunk.toString().includes('a-1: measuring')) found();
        });
      });
      run.kill('SIGINT');
      expect((await run).exitCode).toBe(130);
      expect(await left()).toBe('');
    });
  },
);
