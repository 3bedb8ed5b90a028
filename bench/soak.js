// Hours: one trial at a steady rate, with the memory of every process and the size of every file read each few seconds.
// Usage: node bench/soak.js [embedded|local] [--minutes 60] [--rate 1000] [--raw until-analysed]
// Goal: no process grows by more than 1 MiB a minute over the second half of the load.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { memoryOf } from './processes.js';
import { clusterText, scenarioText } from './run-scenario.js';
import { tempDir } from './temp-dir.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '1000' },
    raw: { type: 'string', default: 'until-analysed' },
  },
});
const [provider = 'embedded'] = positionals;
const minutes = Number(values.minutes);
const EVERY_MS = 5000;
const MOST_MIB_PER_MINUTE = 1;
/** What a process is told by in its command line. */
const PROCESSES = {
  runner: 'bin/audit-bench.js',
  receiver: 'receiver-process',
  generator: 'worker-process',
  'API server': provider === 'local' ? 'kube-apiserver' : 'apiserver-process',
};

const dir = tempDir();
const body = `raw: ${values.raw}
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ rate: ${values.rate}/s, duration: ${minutes * 60}s }]
variants: [{ name: soak, maxBatchWait: 1s, throttleEnable: false }]`;
writeFileSync(join(dir, 's.yaml'), scenarioText('soak', body));
writeFileSync(join(dir, 'c.yaml'), clusterText(provider));
const args = ['run', join(dir, 's.yaml'), '--cluster', join(dir, 'c.yaml'), '--out', join(dir, 'run'), '--large'];
const child = spawn(process.execPath, [resolve('bin/audit-bench.js'), ...args], {
  stdio: 'ignore',
  env: { ...process.env, TMPDIR: dir },
});
const readings = Object.fromEntries(Object.keys(PROCESSES).map((name) => [name, []]));
let largestFolder = 0;
const watch = setInterval(() => {
  for (const [name, word] of Object.entries(PROCESSES)) {
    const mebibytes = memoryOf(dir, word);
    if (mebibytes !== null) readings[name].push([performance.now() / 60_000, mebibytes]);
  }
  largestFolder = Math.max(largestFolder, sizeOf(join(dir, 'run')));
}, EVERY_MS);
const [code] = await once(child, 'exit');
clearInterval(watch);

const result = JSON.parse(readFileSync(join(dir, 'run', 'result.json'), 'utf8'));
const { events, ours, requests } = result.trials[0];
console.log(
  `${provider}: ${minutes} min at ${values.rate}/s, status ${code}, ${requests.sent} of ${requests.intended} sent,`,
);
console.log(
  `${events.generated} events, unexplained ${events.unexplained}, missing ${ours.missing}, duplicate ${ours.duplicate}`,
);
console.log(
  `largest size of the run's folder ${(largestFolder / 2 ** 20).toFixed(1)} MiB, kept ${(sizeOf(join(dir, 'run')) / 2 ** 20).toFixed(1)} MiB\n`,
);
console.log('| process | most memory | growth in the second half |');
console.log('| --- | ---: | ---: |');
let failed = events.unexplained === 0 && ours.missing === 0 ? 0 : 1;
for (const [name, points] of Object.entries(readings)) {
  // While the load is sent: the analysis at the end is another kind of work.
  const during = points.filter(([atMinutes]) => atMinutes - points[0][0] <= minutes);
  const slope = slopeOf(during.slice(Math.floor(during.length / 2)));
  if (slope > MOST_MIB_PER_MINUTE) failed += 1;
  const most = Math.max(...during.map(([, mebibytes]) => mebibytes));
  console.log(`| ${name} | ${most.toFixed(0)} MiB | ${slope.toFixed(2)} MiB/min |`);
}
process.exitCode = failed === 0 ? 0 : 1;

/** Least squares: b = Σ(x − x̄)(y − ȳ) / Σ(x − x̄)². */
function slopeOf(points) {
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const over = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  const under = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0);
  return under === 0 ? 0 : over / under;
}

function sizeOf(path) {
  try {
    return readdirSync(path, { recursive: true, withFileTypes: true }).reduce(
      (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
      0,
    );
  } catch {
    return 0;
  }
}
