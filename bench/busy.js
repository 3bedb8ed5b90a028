// What of a load is sent when the machine is busy: 700/s for 9 s to a real kube-apiserver, beside busy loops that take
// every core, and vegeta with the same load beside the same loops. Goal: sent / intended at least vegeta's.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realScope, silentProgress } from '../dist/index.js';
import { loadDriver } from '../dist/load/driver.js';
import { forkedWorkers } from '../dist/load/workers/forked-workers.js';
import { startRealApiserver } from './real-apiserver.js';
import { quantile, verdict } from './report.js';
import { tempDir } from './temp-dir.js';
import { attackWithVegeta } from './vegeta.js';

const RATE = 700;
const SECONDS = 9;
const CONNECTIONS = 64;
/** Every kube-apiserver has it. */
const PATH = '/api/v1/namespaces/kube-system/configmaps/extension-apiserver-authentication';
/** Ends by itself, should this process be killed. */
const LOOP = 'const end = Date.now() + 120_000; while (Date.now() < end);';

const server = await startRealApiserver();
try {
  for (const loops of [0, 6, 10, 16]) {
    const ours = await beside(loops, sendOurs);
    const theirs = await beside(loops, sendVegeta);
    const told = ({ sent, answered, lagP99 }) =>
      `${sent} sent, ${answered} answered 200${lagP99 === null ? '' : `, p99 ${Math.round(lagP99)} ms after the plan`}`;
    verdict(
      `busy, ${loops} loops: of ${RATE * SECONDS} ${told(ours)}; vegeta ${told(theirs)}`,
      ours.sent >= theirs.sent,
      'at least as many sent as vegeta',
    );
  }
} finally {
  await server.close();
}

async function beside(loops, work) {
  const children = Array.from({ length: loops }, () => spawn(process.execPath, ['-e', LOOP], { stdio: 'ignore' }));
  try {
    return await work();
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

async function sendOurs() {
  const runDir = tempDir();
  const scope = realScope({ signal: new AbortController().signal, seed: 1, progress: silentProgress, runDir });
  const recordFile = join(runDir, 'requests.jsonl');
  const { caPem, client, instance } = server;
  const load = {
    identity: { user: 'bench', groups: [] },
    connections: CONNECTIONS,
    workers: 1,
    requests: [{ kind: 'path', path: PATH, weight: 1 }],
    phases: [{ name: 'c', measure: true, kind: 'constant', ratePerSecond: RATE, durationMs: SECONDS * 1000 }],
  };
  const access = { instances: [instance], caPem, credentials: client, admin: client };
  const options = { load, multiple: 1, ...access, trialKey: 'aaaaaa', seed: 1, recordFile };
  const generator = await loadDriver(forkedWorkers).open(options, scope);
  await generator.setUp();
  await generator.run([0], () => {});
  await generator.close();
  const records = readFileSync(recordFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const sent = records.filter(({ sentMs }) => sentMs !== null);
  return {
    sent: sent.length,
    answered: records.filter(({ status }) => status === 200).length,
    lagP99: quantile(
      sent.map(({ sentMs, intendedMs }) => sentMs - intendedMs),
      0.99,
    ),
  };
}

function sendVegeta() {
  const { caPem, client, instance } = server;
  const url = `${instance.origin}${PATH}`;
  const results = attackWithVegeta({ url, rate: RATE, seconds: SECONDS, connections: CONNECTIONS, caPem, client });
  return { sent: results.length, answered: results.filter(({ code }) => code === 200).length, lagP99: null };
}
