import { spawn, execFileSync } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent } from 'undici';
import { localProvider } from '../../dist/clusters/local/provider.js';
import { kubernetesDefaults, parseScenario, realScope, silentProgress } from '../../dist/index.js';

/** A policy that says how large bodies are. */
const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: s
policy: request-complete
load: { phases: [{ rate: 1/s, duration: 1s }] }
variants: [{ name: a }]
`;

const STAGES = [
  'node/fast/node-initialize.yaml',
  'node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
  'pod/fast/pod-ready.yaml',
  'pod/fast/pod-complete.yaml',
  'pod/fast/pod-delete.yaml',
];

/** etcd, kube-apiserver with an audit log, kube-controller-manager, kube-scheduler and kwok, on this machine. */
export async function startControlPlane({ assetsDir, kwok, stages, dir }) {
  const scope = realScope({ signal: new AbortController().signal, seed: 1, progress: silentProgress, runDir: dir });
  const { policy } = await parseScenario(SCENARIO, 's.yaml', [], async () => undefined);
  const here = join(dir, 'log');
  mkdirSync(here);
  const spec = {
    path: null,
    maxAgeDays: null,
    maxBackups: null,
    maxSizeMegabytes: 10_000,
    compress: false,
    format: 'json',
  };
  const log = {
    backend: 'log',
    folders: [{ instance: 'apiserver-1', here, there: here }],
    fileName: 'audit.log',
    spec,
  };
  const provider = localProvider(
    {
      name: 'l',
      provider: 'local',
      apiservers: 1,
      load: { from: 'this machine' },
      kubernetesVersion: null,
      apiserverFlags: {},
    },
    { assetsDir, environment: process.env, keep: false },
  );
  const cluster = await provider.start(
    {
      route: { policyText: policy.text, policy: policy.policy, targets: { log } },
      settings: { log: kubernetesDefaults('log') },
    },
    scope,
  );
  const { caPem, instances } = cluster.api;
  const kubeconfig = async (user, groups = []) => {
    const { certificatePem, keyPem } = await cluster.api.credentialsFor({ user, groups });
    const base64 = (text) => Buffer.from(text).toString('base64');
    const file = join(dir, `${user.replaceAll(':', '-')}.kubeconfig`);
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'c', cluster: { server: instances[0].origin, 'certificate-authority-data': base64(caPem) } }],
      users: [
        { name: 'u', user: { 'client-certificate-data': base64(certificatePem), 'client-key-data': base64(keyPem) } },
      ],
      contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'x',
    };
    writeFileSync(file, JSON.stringify(config));
    return file;
  };
  const programs = [];
  const run = (file, args) => {
    const output = openSync(join(dir, `${file.split('/').at(-1)}.log`), 'w');
    programs.push(spawn(file, args, { stdio: ['ignore', output, output] }));
  };
  const manager = await kubeconfig('system:kube-controller-manager');
  run(join(assetsDir, 'kube-controller-manager'), [
    `--kubeconfig=${manager}`,
    '--use-service-account-credentials=true',
    '--secure-port=0',
  ]);
  const scheduler = await kubeconfig('system:kube-scheduler');
  run(join(assetsDir, 'kube-scheduler'), [`--kubeconfig=${scheduler}`, '--secure-port=0']);
  const nodes = await kubeconfig('kwok', ['system:masters']);
  run(kwok, [
    `--kubeconfig=${nodes}`,
    '--manage-all-nodes=true',
    // Without stages kwok 0.8 ends: what its nodes and pods do is said in its module's kustomize/stage.
    ...STAGES.map((stage) => `--config=${join(stages, stage)}`),
    '--node-lease-duration-seconds=40',
    '--server-address=127.0.0.1:0',
  ]);
  const agents = [];
  let closed = false;
  return {
    version: cluster.kubernetesVersion,
    kwokVersion: execFileSync(kwok, ['--version'], { encoding: 'utf8' }).trim().split(/\s+/)[2] ?? '',
    logFile: join(here, 'audit.log'),
    /** Asks as somebody: `(method, path, body?, contentType?)` gives status and answer. */
    async client(user, groups, userAgent) {
      const { certificatePem, keyPem } = await cluster.api.credentialsFor({ user, groups });
      const agent = new Agent({ connections: 32, connect: { ca: caPem, cert: certificatePem, key: keyPem } });
      agents.push(agent);
      return async (method, path, body, contentType = 'application/json') => {
        const headers = { 'User-Agent': userAgent, ...(body === undefined ? {} : { 'Content-Type': contentType }) };
        const sent = body === undefined ? {} : { body: JSON.stringify(body) };
        const answer = await agent.request({ origin: instances[0].origin, path, method, headers, ...sent });
        const text = await answer.body.text();
        return { status: answer.statusCode, object: text.startsWith('{') ? JSON.parse(text) : {} };
      };
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const agent of agents) await agent.destroy();
      for (const program of programs) program.kill('SIGKILL');
      await cluster.close();
    },
  };
}
