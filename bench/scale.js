// What a load costs, how that grows, and what it means for a million events a second over fifty API servers.
// Usage: node bench/scale.js [pods] [pacing] [growth] [analysis] [model], by default all; --events 100000,1000000,10000000
// --figures FILE keeps what was measured, so that the parts can be run one at a time.
// `pods` and `pacing` need kind and the lab (eval "$(../shared/lab/kind-up)"), `growth` etcd and kube-apiserver. The arithmetic at the
// end needs the figures of `pods` and `growth`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { peakMebibytes } from './processes.js';
import { verdict } from './report.js';
import { measureAnalysis, measureGrowth } from './scale-growth.js';
import { measurePods } from './scale-pods.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { figures: { type: 'string' }, events: { type: 'string', default: '100000,1000000,10000000' } },
});
const SIZES = values.events.split(',').map(Number);
const GOAL = { eventsPerSecond: 1_000_000, apiservers: 50, stages: 2 };
const MODEL = { seconds: 20, mebibytes: 512 };
const wanted = (part) => positionals.length === 0 || positionals.includes(part);

const figures =
  values.figures !== undefined && existsSync(values.figures) ? JSON.parse(readFileSync(values.figures)) : {};
if (wanted('pods') || wanted('pacing')) Object.assign(figures, await measurePods(wanted));
if (wanted('growth')) Object.assign(figures, await measureGrowth(SIZES));
if (values.figures !== undefined) writeFileSync(values.figures, JSON.stringify(figures));
if (wanted('analysis')) measureAnalysis(SIZES);
if (wanted('model')) await measureModel();
if (figures.podMsPerRequest !== undefined && figures.eventsPerCore !== undefined) tellGoal(figures);

/** The model at that size, as a user asks for it: what Kubernetes' defaults would lose, and what would hold. */
async function measureModel() {
  const { eventsPerSecond, apiservers, stages } = GOAL;
  const rate = `${eventsPerSecond}/s`;
  const phases = `load.phases=[{rate: ${eventsPerSecond / stages}/s, duration: 6s}]`;
  const each = ['--apiservers', String(apiservers)];
  const holds = '--audit-webhook-batch-max-size=800 --audit-webhook-batch-throttle-qps=100';
  for (const args of [
    [...each, '--rate', rate],
    [...each, '--rate', rate, '--flags', holds],
    ['tune-webhook', ...each, '--set', phases, '--set', 'tune={headroom: 1.5}'],
  ]) {
    const { seconds, mebibytes, answer } = await simulate(args);
    verdict(
      `simulate ${args.join(' ')}: ${seconds.toFixed(1)} s, ${mebibytes.toFixed(0)} MiB; ${answer}`,
      seconds <= MODEL.seconds && mebibytes <= MODEL.mebibytes,
      `within ${MODEL.seconds} s and ${MODEL.mebibytes} MiB`,
    );
  }
}

async function simulate(args) {
  const startMs = performance.now();
  const child = spawn(process.execPath, [resolve('bin/audit-bench.js'), 'simulate', ...args]);
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  let mebibytes = 0;
  const watch = setInterval(() => {
    mebibytes = Math.max(mebibytes, peakMebibytes(child.pid) ?? 0);
  }, 50);
  const [code] = await once(child, 'close');
  clearInterval(watch);
  const answer = said.split('\n').find((line) => /LOSES|SAFE|^Change|enough/.test(line)) ?? `status ${code}`;
  return { seconds: (performance.now() - startMs) / 1000, mebibytes, answer: answer.split(';')[0] };
}

/** Arithmetic: nothing of this size was run. */
function tellGoal(figures) {
  const { eventsPerSecond, apiservers, stages } = GOAL;
  const requests = eventsPerSecond / stages;
  const cores = (msPerRequest) => (requests * msPerRequest) / 1000;
  const count = (value) => Math.ceil(value).toLocaleString('en-US');
  const rows = [
    [
      'each API server',
      `${count(requests / apiservers)} requests/s`,
      `${count(cores(figures.apiserverMsPerRequest) / apiservers)} cores`,
    ],
    ['pods that send', `${count(requests)} requests/s`, `${count(cores(figures.podMsPerRequest))} cores`],
    [
      'the runner, which gathers their records',
      `${count(requests)} records/s`,
      `${count(cores(figures.runnerMsPerRequest))} cores`,
    ],
    ['the receiver', `${count(eventsPerSecond)} events/s`, `${count(eventsPerSecond / figures.eventsPerCore)} cores`],
    [
      'records on disk',
      `${count(figures.diskBytesPerEvent)} bytes an event`,
      `${count((eventsPerSecond * figures.diskBytesPerEvent) / 1e6)} MB/s`,
    ],
  ];
  console.log(
    `\nBy arithmetic from the figures above, ${count(eventsPerSecond)} events/s over ${apiservers} API servers:\n`,
  );
  console.log('| what | does | takes |');
  console.log('| --- | ---: | ---: |');
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  const most = Math.min(figures.eventsPerCore, (stages * 1000) / figures.runnerMsPerRequest);
  console.log(
    `\nThe runner and the receiver are one process each: one run goes to ${count(most / 1000)},000 events/s at most.`,
  );
}
