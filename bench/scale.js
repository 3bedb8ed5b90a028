// What a load costs, how that grows, and what it means for a million events a second over fifty API servers.
// Usage: node bench/scale.js [pods] [pacing] [growth] [analysis] [model], by default all; --events 100000,1000000,10000000
// `pods` and `pacing` need kind and the lab (eval "$(../shared/lab/kind-up)"), `growth` etcd and kube-apiserver. The arithmetic at the
// end is done with what was measured in the same run, so it needs `pods` and `growth`.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { peakMebibytes } from './processes.js';
import { verdict } from './report.js';
import { measureAnalysis, measureGrowth } from './scale-growth.js';
import { measurePods } from './scale-pods.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { events: { type: 'string', default: '100000,1000000,10000000' } },
});
const SIZES = values.events.split(',').map(Number);
const GOAL = { eventsPerSecond: 1_000_000, apiservers: 50, stages: 2 };
const MODEL = { seconds: 20, mebibytes: 512 };
const wanted = (part) => positionals.length === 0 || positionals.includes(part);

const pods = wanted('pods') || wanted('pacing') ? await measurePods(wanted) : null;
const growth = wanted('growth') ? await measureGrowth(SIZES) : null;
if (wanted('analysis')) measureAnalysis(SIZES);
if (wanted('model')) await measureModel();
if (pods !== null && growth !== null) tellGoal(pods, growth);

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
function tellGoal({ podMsPerRequest, runnerMsPerRequest }, growth) {
  const { eventsPerSecond, apiservers, stages } = GOAL;
  const requests = eventsPerSecond / stages;
  const cores = (msPerRequest) => (requests * msPerRequest) / 1000;
  const count = (value) => Math.ceil(value).toLocaleString('en-US');
  const rows = [
    [
      'each API server',
      `${count(requests / apiservers)} requests/s`,
      `${count(cores(growth.apiserverMsPerRequest) / apiservers)} cores`,
    ],
    ['pods that send', `${count(requests)} requests/s`, `${count(cores(podMsPerRequest))} cores`],
    [
      'the runner, which gathers their records',
      `${count(requests)} records/s`,
      `${count(cores(runnerMsPerRequest))} cores`,
    ],
    ['the receiver', `${count(eventsPerSecond)} events/s`, `${count(eventsPerSecond / growth.eventsPerCore)} cores`],
    [
      'records on disk',
      `${count(growth.diskBytesPerEvent)} bytes an event`,
      `${count((eventsPerSecond * growth.diskBytesPerEvent) / 1e6)} MB/s`,
    ],
  ];
  console.log(
    `\nBy arithmetic from the figures above, ${count(eventsPerSecond)} events/s over ${apiservers} API servers:\n`,
  );
  console.log('| what | does | takes |');
  console.log('| --- | ---: | ---: |');
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  const most = Math.min(growth.eventsPerCore, (stages * 1000) / runnerMsPerRequest);
  console.log(
    `\nThe runner and the receiver are one process each: one run goes to ${count(most / 1000)},000 events/s at most.`,
  );
}
