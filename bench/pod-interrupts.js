// Runs whose load comes from pods, ended at random moments by SIGINT, SIGTERM or SIGKILL: what is left in the cluster.
// After SIGINT and SIGTERM nothing may be there; after SIGKILL `gc` deletes it, or, in every other of these runs, it goes
// by itself: the pods end with the connection, the Job by its TTL a minute later, the Secret with its owner.
// Usage: node bench/pod-interrupts.js [--runs 20] [--seed N]
// Goal: nothing is left, in the cluster and on this machine. Before: eval "$(../shared/lab/kind-up)"
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../dist/core/random.js';
import { openPodsLab } from './pods-lab.js';
import { processesOf } from './processes.js';
import { verdict } from './report.js';
import { scenarioText } from './run-scenario.js';
import { tempDir } from './temp-dir.js';

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '20' }, seed: { type: 'string', default: '20261127' } },
});
/** The TTL of Jobs, and what the controllers take until they have noticed. */
const BY_ITSELF_MS = 100_000;
/** Processes that were forked end with their channel. */
const CHILDREN_MS = 5000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGKILL'];
const BIN = resolve('bin/audit-bench.js');
const SCENARIO = scenarioText(
  'interrupted',
  `load:
  requests: [{ verb: get, resource: configmaps, weight: 3 }, { verb: create, resource: configmaps }]
  phases: [{ rate: 80/s, duration: 4s }]
variants: [{ name: a, maxBatchWait: 500ms }]`,
);

const random = seededRandom(Number(values.seed));
const lab = openPodsLab();
try {
  await interruptAll();
} finally {
  lab.close();
}

async function interruptAll() {
  const before = inCluster();
  const startMs = performance.now();
  await interrupted(null, 0);
  const spanMs = performance.now() - startMs;
  console.log(`A run that is left alone takes ${(spanMs / 1000).toFixed(1)} s; seed ${values.seed}`);
  /** Of runs that were killed and whose Jobs are to go by themselves. */
  const waiting = new Set();
  const counts = Object.fromEntries(SIGNALS.map((signal) => [signal, 0]));
  const faults = [];
  let kills = 0;
  for (let number = 1; number <= Number(values.runs); number += 1) {
    const signal = SIGNALS[Math.floor(random() * SIGNALS.length)];
    const atMs = Math.round(random() * spanMs);
    const { scratch, said } = await interrupted(signal, atMs);
    counts[signal] += 1;
    if (signal === 'SIGKILL') kills += 1;
    const isLeft = signal === 'SIGKILL' && kills % 2 === 0;
    if (signal === 'SIGKILL' && !isLeft) gc(scratch);
    const there = newSince(before).filter((thing) => !isOf(waiting, thing));
    if (isLeft) for (const thing of there) waiting.add(/audit-bench-[a-z0-9]+/.exec(thing)?.[0] ?? thing);
    if (signal === 'SIGKILL' && isLeft) gc(scratch, { cluster: false });
    const found = [...(isLeft ? [] : there), ...(await onThisMachine(scratch))];
    const place = `run ${number}, ${signal} at ${atMs} ms (${said})`;
    console.log(
      `  ${place}: ${found.length > 0 ? `left ${found.join(', ')}` : isLeft ? `left to itself: ${there.length} things` : 'nothing left'}`,
    );
    if (found.length > 0) faults.push(place);
  }
  const seconds = await untilGone(before);
  const late = newSince(before);
  const told = SIGNALS.map((signal) => `${counts[signal]} ${signal}`).join(', ');
  verdict(
    `${values.runs} runs from pods interrupted (seed ${values.seed}; ${told}): ${faults.length} left something; of ${waiting.size} that were killed and left to themselves ${late.length === 0 ? 'nothing' : late.join(', ')} was there ${seconds.toFixed(0)} s after the last`,
    faults.length === 0 && late.length === 0,
    'nothing left',
  );
}

/** Starts a run, ends it by a signal (or lets it), and resolves when its process has gone. */
async function interrupted(signal, atMs) {
  const dir = tempDir();
  const scratch = tempDir();
  const load = { from: 'pods', parallelism: 4, image: lab.image, context: lab.context, address: lab.host };
  const cluster = { apiVersion: 'audit-bench/v1', kind: 'Cluster', name: 'pods', provider: 'embedded', load };
  writeFileSync(join(dir, 's.yaml'), SCENARIO);
  writeFileSync(join(dir, 'c.yaml'), JSON.stringify(cluster));
  const args = ['run', join(dir, 's.yaml'), '--cluster', join(dir, 'c.yaml'), '--out', join(dir, 'run')];
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: scratch, KUBECONFIG: lab.kubeconfig },
  });
  let lines = '';
  child.stderr.on('data', (piece) => {
    lines += piece;
  });
  const timer = signal === null ? undefined : setTimeout(() => child.kill(signal), atMs);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return { scratch, said: `status ${code}, ${lastStep(lines)}` };
}

/** Where a run was, by the last line that tells of its steps. */
function lastStep(lines) {
  return (
    lines
      .trim()
      .split('\n')
      .findLast((line) => /\S/.test(line) && !/interrupted|once more/.test(line))
      ?.trim()
      .slice(0, 80) ?? 'nothing said yet'
  );
}

function gc(scratch, { cluster = true } = {}) {
  const args = cluster ? ['--context', lab.context, '--kubeconfig', lab.kubeconfig] : [];
  const { status, stderr } = spawnSync(process.execPath, [BIN, 'gc', ...args], {
    env: { ...process.env, TMPDIR: scratch },
  });
  if (status !== 0) throw new Error(`gc: ${stderr.toString()}`);
}

/** Everything with a name, in every namespace, but what Kubernetes itself writes down from time to time. */
function inCluster() {
  const kinds =
    'jobs,pods,secrets,configmaps,serviceaccounts,roles,rolebindings,services,persistentvolumeclaims,namespaces';
  const line = '{range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name}{"\\n"}{end}';
  return new Set(
    lab
      .kubectl(['get', kinds, '-A', '-o', `jsonpath=${line}`])
      .split('\n')
      .filter((thing) => thing !== ''),
  );
}

function newSince(before) {
  return [...inCluster()].filter((thing) => !before.has(thing));
}

function isOf(names, thing) {
  return [...names].some((name) => thing.includes(name));
}

async function onThisMachine(scratch) {
  const deadlineMs = performance.now() + CHILDREN_MS;
  while (processesOf(scratch).length > 0 && performance.now() < deadlineMs) await sleep(100);
  return [...processesOf(scratch).map((pid) => `process ${pid}`), ...readdirSync(scratch)];
}

/** Seconds until nothing of ours is in the cluster. */
async function untilGone(before) {
  const startMs = performance.now();
  while (newSince(before).length > 0 && performance.now() - startMs < BY_ITSELF_MS) await sleep(1000);
  return (performance.now() - startMs) / 1000;
}
