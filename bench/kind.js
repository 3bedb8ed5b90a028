// kind: 50 changes in a row, and a new cluster beside `kind create cluster` itself. bench/change.js times the proof too.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kindProvider } from '../dist/clusters/kind/provider.js';
import { kubernetesDefaults, parseScenario, realScope, silentProgress } from '../dist/index.js';
import { webhookSink } from '../dist/sinks/webhook/sink.js';
import { clusterText, runText, scenarioText } from './run-scenario.js';
import { median, quantile, verdict } from './report.js';
import { tempDir } from './temp-dir.js';

const CHANGES = Number(process.argv[2] ?? 50);
const ROUNDS = 3;
const image = process.env.AUDIT_BENCH_KIND_IMAGE ?? null;
const seconds = (ms) => (ms / 1000).toFixed(2);

/** kind alone, with the same quiet control plane. */
function createAlone() {
  const dir = tempDir();
  const config = join(dir, 'kind.yaml');
  writeFileSync(
    config,
    'kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\nnetworking: {disableDefaultCNI: true, kubeProxyMode: none}\n',
  );
  const kubeconfig = ['--kubeconfig', join(dir, 'kubeconfig')];
  const named = ['--name', 'audit-bench-peer', ...kubeconfig];
  const start = performance.now();
  const more = image === null ? [] : ['--image', image];
  execFileSync('kind', ['create', 'cluster', '--config', config, ...named, ...more], { stdio: 'ignore' });
  const ms = performance.now() - start;
  execFileSync('kind', ['delete', 'cluster', ...named], { stdio: 'ignore' });
  return ms;
}

/** From nothing to the path proved. */
async function createProved() {
  let startMs = 0;
  let provedMs = 0;
  let proving = false;
  const progress = {
    step(text) {
      if (text.startsWith('starting')) startMs = performance.now();
      else if (proving && provedMs === 0) provedMs = performance.now();
      proving = text.endsWith('proving the path');
    },
    note: (text) => console.log(text),
  };
  const body =
    'policy: metadata-complete\nload:\n  phases: [{ rate: 50/s, duration: 1s }]\nvariants:\n  - { name: a, bufferSize: 1000, maxBatchSize: 100, maxBatchWait: 1s, throttleQps: 20, throttleBurst: 20 }';
  await runText(scenarioText('create', body), clusterText('kind'), progress);
  return provedMs - startMs;
}

async function changes() {
  const runDir = tempDir();
  const scope = realScope({ signal: new AbortController().signal, seed: 3, progress: silentProgress, runDir });
  const spec = {
    name: 'k',
    provider: 'kind',
    apiservers: 1,
    image,
    kubernetesVersion: null,
    full: false,
    apiserverFlags: {},
    nodeLimits: { cpus: null, memoryBytes: null },
    recreate: 'when-needed',
  };
  const text =
    'apiVersion: audit-bench/v1\nkind: Scenario\nname: s\nload: { phases: [{ rate: 1/s, duration: 1s }] }\nvariants: [{ name: a }]\n';
  const { policy } = await parseScenario(text, 's.yaml', [], async () => undefined);
  const provider = kindProvider(spec, { assetsDir: null, environment: process.env, keep: false });
  const sink = await webhookSink.open(
    { ...(await provider.prepare(scope)), port: 0, seed: 1, ownBackend: null },
    scope,
  );
  const route = { policyText: policy.text, policy: policy.policy, targets: { webhook: sink.target } };
  const cluster = await provider.start({ route, settings: { webhook: kubernetesDefaults('webhook') } }, scope);
  const times = [];
  const failures = [];
  for (let number = 1; number <= CHANGES; number += 1) {
    const start = performance.now();
    try {
      const webhook = { ...kubernetesDefaults('webhook'), bufferSize: 10_000 + number };
      await cluster.settings.apply({ webhook }, scope.signal);
      times.push(performance.now() - start);
    } catch (error) {
      failures.push(error.message);
    }
  }
  await cluster.close();
  await sink.close();
  for (const failure of failures) console.log(failure);
  verdict(
    `${CHANGES} changes in a row: ${failures.length} failed; to the flags read back median ${seconds(median(times))} s, worst ${seconds(quantile(times, 1))} s`,
    failures.length === 0,
    'none fails',
  );
}

const alone = [];
const proved = [];
for (let round = 0; round < ROUNDS; round += 1) {
  alone.push(createAlone());
  proved.push(await createProved());
}
verdict(
  `from nothing to the path proved: median ${seconds(median(proved))} s beside ${seconds(median(alone))} s of kind create cluster`,
  median(proved) <= median(alone) + 5000,
  'at most 5 s more',
);
await changes();
