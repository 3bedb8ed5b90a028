// Load from pods beside vegeta in pods of the same size, against nginx on this machine; pacing beside forked workers.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectPodCluster } from '../dist/clusters/existing/pod-cluster.js';
import { startSkewMs } from '../dist/core/worker-record.js';
import { realScope, silentProgress } from '../dist/index.js';
import { loadDriver } from '../dist/load/driver.js';
import { forkedWorkers } from '../dist/load/workers/forked-workers.js';
import { podWorkers } from '../dist/load/workers/pods/pod-workers.js';
import { startNginx } from './nginx.js';
import { openPodsLab } from './pods-lab.js';
import { cpuSecondsOf, processesNamed } from './processes.js';
import { median, quantile, verdict } from './report.js';
import { tempDir } from './temp-dir.js';
import { buildVegeta } from './vegeta.js';

const COUNTS = [1, 2, 4];
const RUNS = 3;
const SIZE = { cpu: '250m', memory: '256Mi' };
/** As vegeta's pods, so that both have the same. */
const LIMITED = { ...SIZE, cpuLimit: SIZE.cpu };
const CONNECTIONS = 16;
/** Some seconds of a pod of that size. */
const REQUESTS = 4000;
const SECONDS = 6;
/** Without a request for CPU pods are BestEffort: the last to get a core, so that sends are late on a busy node. */
const PACED = { pods: 4, ratePerSecond: 400, seconds: 5, resources: SIZE };

/**
 * Prints tables and verdicts of what is wanted, `pods` or `pacing`; gives what a request costs, CPU ms: of the pods, and
 * of the runner that they answer to. `null`: only pacing was wanted.
 */
export async function measurePods(wanted) {
  const lab = openPodsLab();
  const server = await startNginx({ answer: `200 '{}'`, verifyClient: true, host: lab.host });
  try {
    const last = wanted('pods') ? await compareAll(lab, server) : null;
    if (wanted('pacing')) await comparePacing(lab, server);
    if (last === null) return null;
    return { podMsPerRequest: last.ours.cpuMs / 1000, runnerMsPerRequest: last.ours.runnerMs / 1000 };
  } finally {
    server.stop();
    lab.close();
  }
}

async function compareAll(lab, server) {
  const vegeta = vegetaImage(lab);
  console.log(
    `Pods of ${SIZE.cpu} CPU and ${SIZE.memory}, ${CONNECTIONS} connections each, as fast as they go; medians of ${RUNS}:\n`,
  );
  console.log(
    '| pods | sent/s | CPU ms a 1,000 requests | runner, the same | vegeta sent/s | CPU ms a 1,000 requests |',
  );
  console.log('| ---: | ---: | ---: | ---: | ---: | ---: |');
  const all = [];
  for (const pods of COUNTS) all.push(await compare(lab, server, vegeta, pods));
  console.log('');
  return all.at(-1);
}

async function compare(lab, server, vegeta, pods) {
  const ours = [];
  const theirs = [];
  for (let run = 0; run < RUNS; run += 1) {
    ours.push(await burst(lab, server, pods));
    theirs.push(attack(lab, server, vegeta, pods));
  }
  const middle = (runs) =>
    Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((each) => each[key]))]));
  const of = { ours: middle(ours), theirs: middle(theirs) };
  const cells = [of.ours.perSecond, of.ours.cpuMs, of.ours.runnerMs, of.theirs.perSecond, of.theirs.cpuMs];
  console.log(`| ${pods} | ${cells.map((value) => value.toFixed(0)).join(' | ')} |`);
  return of;
}

/** Every request is recorded and told to the runner while it is sent. */
async function burst(lab, server, pods) {
  const phase = {
    kind: 'burst',
    requests: REQUESTS * pods,
    connections: CONNECTIONS * pods,
    assumeRatePerSecond: null,
  };
  return withGenerator({ lab, server, phase, pods, resources: LIMITED }, async (generator) => {
    const before = { pods: podsCpuSeconds(), runner: process.cpuUsage() };
    const { phases } = await generator.run([0], () => {});
    const { user, system } = process.cpuUsage(before.runner);
    const [{ startMs, endMs, intended }] = phases;
    return {
      perSecond: (intended * 1000) / (endMs - startMs),
      cpuMs: ((podsCpuSeconds() - before.pods) * 1e6) / intended,
      runnerMs: (user + system) / intended,
    };
  });
}

function podsCpuSeconds() {
  return processesNamed('programs/pod-process.js').reduce((sum, pid) => sum + (cpuSecondsOf(pid) ?? 0), 0);
}

/** A generator whose workers are pods, or as many processes of this machine without `lab`. */
async function withGenerator({ lab, server, phase, pods, resources = {} }, work) {
  const scope = realScope({
    signal: new AbortController().signal,
    seed: 1,
    progress: silentProgress,
    runDir: tempDir(),
  });
  const { caPem, client, port } = server;
  const recordFile = join(scope.runDir, 'requests.jsonl');
  const place = lab && {
    from: 'pods',
    parallelism: pods,
    image: lab.image,
    kubeconfig: lab.kubeconfig,
    context: lab.context,
    namespace: 'default',
    address: lab.host,
    nodeSelector: {},
    resources,
    startWithinMs: 60_000,
  };
  const connect = ({ clock }) => connectPodCluster(place, { environment: process.env, clock });
  const driver = place === undefined ? forkedWorkers : podWorkers(place, connect);
  const generator = await loadDriver(driver).open(
    {
      load: {
        identity: { user: 'bench', groups: [] },
        connections: CONNECTIONS * pods,
        workers: pods,
        requests: [{ kind: 'path', path: '/', weight: 1 }],
        phases: [{ name: 'p', measure: true, ...phase }],
      },
      multiple: 1,
      instances: [{ name: 'nginx', origin: `https://${server.host}:${port}` }],
      caPem,
      credentials: client,
      admin: client,
      receiverHost: server.host,
      trialKey: `b${Math.random().toString(36).slice(2, 7)}`,
      seed: 1,
      recordFile,
    },
    scope,
  );
  try {
    await generator.setUp();
    return await work(generator, recordFile);
  } finally {
    await generator.close();
  }
}

async function comparePacing(lab, server) {
  const phase = { kind: 'constant', ratePerSecond: PACED.ratePerSecond, durationMs: PACED.seconds * 1000 };
  const lags = { pods: [], forked: [] };
  const skews = [];
  for (let run = 0; run < RUNS; run += 1) {
    for (const [where, from] of [
      ['pods', lab],
      ['forked', undefined],
    ]) {
      const { p99, skewMs } = await withGenerator({ lab: from, server, phase, ...PACED }, pace);
      lags[where].push(p99);
      if (from !== undefined) skews.push(skewMs);
    }
  }
  const [pods, forked] = [median(lags.pods), median(lags.forked)];
  verdict(
    `${PACED.pods} pods at ${PACED.ratePerSecond}/s: sent p99 ${pods.toFixed(2)} ms after the intended time, ${PACED.pods} forked workers ${forked.toFixed(2)} ms, ratio ${(pods / forked).toFixed(2)}`,
    pods <= 2 * forked,
    'at most 2',
  );
  console.log(
    `  first sends of the pods ${median(skews).toFixed(2)} ms apart, at most ${Math.max(...skews).toFixed(2)} ms`,
  );
}

async function pace(generator, recordFile) {
  const { workers } = await generator.run([0], () => {});
  const lags = readFileSync(recordFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ sentMs, intendedMs }) => sentMs - intendedMs);
  return { p99: quantile(lags, 0.99), skewMs: startSkewMs(workers) };
}

function vegetaImage(lab) {
  const dir = tempDir();
  copyFileSync(buildVegeta(), join(dir, 'vegeta'));
  writeFileSync(join(dir, 'Dockerfile'), 'FROM lab/debian:12\nCOPY vegeta /usr/local/bin/vegeta\n');
  return lab.addImage('vegeta', dir);
}

/**
 * vegeta in pods of a Job, as fast as it goes. Nothing starts them together and nothing merges what they report
 * (vegeta#336): rates are summed, each over its own time.
 */
function attack(lab, server, image, pods) {
  const name = `vegeta-${pods}`;
  const url = `https://${server.host}:${server.port}/`;
  const tls = '-root-certs=/tls/ca.crt -cert=/tls/tls.crt -key=/tls/tls.key';
  const size = `-connections=${CONNECTIONS} -workers=${CONNECTIONS} -max-workers=${CONNECTIONS}`;
  // `times` tells the CPU of the shell and, in its second line, of its children.
  const script = `echo "GET ${url}" | vegeta attack -rate=0 -duration=${SECONDS}s ${size} ${tls} -output=/out/r; times; vegeta report -type=json /out/r`;
  const { certificatePem, keyPem } = server.client;
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name } };
  const stringData = { 'ca.crt': server.caPem, 'tls.crt': certificatePem, 'tls.key': keyPem };
  const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name }, spec: jobSpec(name, image, script, pods) };
  const input = [{ ...secret, stringData }, job].map((object) => JSON.stringify(object)).join('\n---\n');
  lab.kubectl(['apply', '-f', '-'], { input });
  lab.kubectl(['wait', '--for=condition=complete', `job/${name}`, '--timeout=90s']);
  const names = lab.kubectl(['get', 'pods', '-l', `batch.kubernetes.io/job-name=${name}`, '-o', 'name']);
  const reports = names
    .trim()
    .split('\n')
    .map((pod) => readReport(lab.kubectl(['logs', pod])));
  lab.kubectl(['delete', `job/${name}`, `secret/${name}`, '--wait']);
  const sum = (key) => reports.reduce((total, report) => total + report[key], 0);
  return { perSecond: sum('perSecond'), cpuMs: (sum('cpuSeconds') * 1e6) / sum('requests') };
}

function jobSpec(name, image, script, pods) {
  const volume = (of, more) => ({ name: of, ...more });
  const mounts = ['tls', 'out'].map((of) => ({ name: of, mountPath: `/${of}` }));
  const resources = { requests: SIZE, limits: SIZE };
  const container = { name: 'vegeta', image, command: ['sh', '-c', script], resources, volumeMounts: mounts };
  const volumes = [volume('tls', { secret: { secretName: name } }), volume('out', { emptyDir: {} })];
  const spec = { restartPolicy: 'Never', containers: [container], volumes };
  return { completionMode: 'Indexed', completions: pods, parallelism: pods, backoffLimit: 0, template: { spec } };
}

function readReport(log) {
  const [, json = ''] = /^(\{.*\})$/m.exec(log) ?? [];
  const { requests, rate, success } = JSON.parse(json);
  if (success < 1) throw new Error(`vegeta was not answered by all: ${log}`);
  const [, user, system] = /^.*\n(?:(\S+) (\S+))$/m.exec(log.slice(0, log.indexOf('{')).trimEnd()) ?? [];
  return { requests, perSecond: rate, cpuSeconds: secondsOf(user) + secondsOf(system) };
}

/** `0m1.230000s` */
function secondsOf(text) {
  const [, minutes, seconds] = /^(\d+)m([\d.]+)s$/.exec(text) ?? [];
  return Number(minutes) * 60 + Number(seconds);
}
