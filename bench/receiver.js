// The receiver over TLS with its ledger on disk, 400-event batches, beside nginx that answers the same POSTs.
// A receiver lives as long as the run, so one measurement's worth of POSTs goes ahead unmeasured (Node compiles then).
// Goal: at least 250,000 events/s on one core (events for each second of the receiver's CPU).
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { realScope, silentProgress } from '../dist/index.js';
import { webhookSink } from '../dist/sinks/webhook/sink.js';
import { eventList } from './event-list.js';
import { startNginx } from './nginx.js';
import { cpuSecondsOf } from './processes.js';
import { median, verdict } from './report.js';
import { tempDir } from './temp-dir.js';

const EVENTS = 400;
const POSTS = 1500;
const RUNS = 3;

const dir = tempDir();
const scope = realScope({ signal: new AbortController().signal, seed: 1, progress: silentProgress, runDir: dir });
const body = eventList(EVENTS);
const sink = await webhookSink.open(
  { bindAddress: '127.0.0.1', receiverHost: '127.0.0.1', port: 0, seed: 1, ownBackend: null },
  scope,
);
const receiverPid = childPid('receiver-process');
const nginx = await startNginx({ answer: '200' });
const ours = [];
const theirs = [];
await sink.recordTo(join(dir, 'warm-up.jsonl'));
await post(sink.target.url, sink.target, receiverPid);
for (let run = 0; run < RUNS; run += 1) {
  await sink.recordTo(join(dir, `events-${run}.jsonl`));
  ours.push(await post(sink.target.url, sink.target, receiverPid));
  const { delivered } = await sink.counters();
  if (delivered !== POSTS * EVENTS) throw new Error(`the receiver counted ${delivered} of ${POSTS * EVENTS} events`);
  theirs.push(await post(`https://127.0.0.1:${nginx.port}/audit`, sink.target, nginx.pid));
}
await sink.close();
nginx.stop();
const perCore = median(ours.map(({ perCpuSecond }) => perCpuSecond));
const perWall = median(ours.map(({ perSecond }) => perSecond));
const peer = median(theirs.map(({ perSecond }) => perSecond));
console.log(`bodies of ${(body.length / 1024).toFixed(0)} KiB, ${EVENTS} events each; the sender takes the other core`);
verdict(
  `receiver: ${Math.round(perCore).toLocaleString('en-US')} events/s of one core, ${Math.round(perWall).toLocaleString('en-US')} events/s by the clock; nginx without reading them ${Math.round(peer).toLocaleString('en-US')}, ratio ${(perWall / peer).toFixed(2)}`,
  perCore >= 250_000,
  'at least 250,000 on one core',
);

async function post(url, { caPem, clientCertificatePem, clientKeyPem }, pid) {
  const cpuBefore = cpuSecondsOf(pid);
  const startMs = performance.now();
  let last = startMs;
  await autocannon({
    url,
    method: 'POST',
    body,
    connections: 4,
    amount: POSTS,
    sampleInt: 100,
    tlsOptions: { ca: caPem, cert: clientCertificatePem, key: clientKeyPem },
    setupClient: (client) => client.on('response', () => (last = performance.now())),
  });
  const events = POSTS * EVENTS;
  return {
    perSecond: (events * 1000) / (last - startMs),
    perCpuSecond: events / Math.max(0.001, cpuSecondsOf(pid) - cpuBefore),
  };
}

function childPid(name) {
  return execFileSync('ps', ['-o', 'pid=,args=', '--ppid', String(process.pid)])
    .toString()
    .split('\n')
    .find((line) => line.includes(name))
    .trim()
    .split(' ')[0];
}
