// Records the load presets again (scenarios/load-*.yaml): a real kube-apiserver with kube-controller-manager and
// kube-scheduler, kwok (sigs.k8s.io/kwok) for the kubelets of so many nodes, and scripted clients. Each preset is the
// profile of the audit log of its half minute; what goes on anyway, heartbeats and leases, is in all of them.
// node scripts/record-loads.js --assets DIR --kwok FILE --stages DIR [--nodes 100] [--seconds 30]
// DIR holds etcd, kube-apiserver, kube-controller-manager and kube-scheduler of one version.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse, stringify } from 'yaml';
import { busyCi, operatorStorm, rollouts, securityScan, settle } from './record-loads/clients.js';
import { startControlPlane } from './record-loads/control-plane.js';

const { values } = parseArgs({
  options: {
    assets: { type: 'string' },
    kwok: { type: 'string' },
    stages: { type: 'string' },
    nodes: { type: 'string', default: '100' },
    seconds: { type: 'string', default: '30' },
  },
});
const [nodes, seconds] = [Number(values.nodes), Number(values.seconds)];
const BIN = fileURLToPath(new URL('../bin/audit-bench.js', import.meta.url));
const OUT = fileURLToPath(new URL('../scenarios/', import.meta.url));

/** What is recorded, and what it is called. */
const RECORDINGS = [
  {
    name: `load-cluster-${nodes}`,
    what: `${nodes} nodes whose workloads are rolled out one after another`,
    play: rollouts,
  },
  { name: 'load-busy-ci', what: `a CI system that starts jobs all the time, on ${nodes} nodes`, play: busyCi },
  {
    name: 'load-operator-storm',
    what: `an operator that writes the status of its objects again and again, on ${nodes} nodes`,
    play: operatorStorm,
  },
  {
    name: 'load-security-scan',
    what: `a scanner that reads everything, secrets among it, on ${nodes} nodes`,
    play: securityScan,
  },
];

const dir = mkdtempSync(join(tmpdir(), 'audit-bench-record-'));
const cluster = await startControlPlane({ assetsDir: values.assets, kwok: values.kwok, stages: values.stages, dir });
try {
  console.log(`${cluster.version}: making ${nodes} nodes and their workloads`);
  await settle(cluster, nodes);
  const windows = [];
  for (const { name, what, play } of RECORDINGS) {
    console.log(`${name}: ${what}`);
    const fromMs = Date.now();
    await play(cluster, seconds * 1000);
    windows.push({ name, what, fromMs, toMs: fromMs + seconds * 1000 });
  }
  await cluster.close();
  const lines = readFileSync(cluster.logFile, 'utf8').trimEnd().split('\n');
  for (const window of windows) writePreset(window, lines);
} finally {
  await cluster.close();
  rmSync(dir, { recursive: true, force: true });
}

/** The profile of what was received in a window, with the policy that most people have. */
function writePreset({ name, what, fromMs, toMs }, lines) {
  const received = (line) => Date.parse(/"requestReceivedTimestamp":"([^"]+)"/.exec(line)?.[1] ?? '');
  const own = lines.filter((line) => received(line) >= fromMs && received(line) < toMs);
  const folder = join(dir, name);
  mkdirSync(folder);
  const log = join(folder, 'audit.log');
  writeFileSync(log, own.map((line) => `${line}\n`).join(''));
  execFileSync(process.execPath, [
    BIN,
    'profile',
    '--audit-log',
    log,
    '--window',
    'whole',
    '--out',
    folder,
    '--name',
    name,
  ]);
  const scenario = parse(readFileSync(join(folder, 'scenario.yaml'), 'utf8'));
  scenario.description = `${what}: ${Math.round(own.length / seconds)} requests/s, recorded, not scaled.`;
  scenario.policy = 'metadata-complete';
  const head = [
    `# Recorded by scripts/record-loads.js from the audit log of kube-apiserver ${cluster.version} in ${seconds} s, with`,
    `# kube-controller-manager, kube-scheduler, and kwok ${cluster.kwokVersion} for the kubelets of ${nodes} nodes, which are one user there.`,
  ];
  writeFileSync(
    join(OUT, `${name}.yaml`),
    `${head.join('\n')}\n${stringify(scenario, { lineWidth: 0, flowCollectionPadding: true })}`,
  );
}
