// A run of millions of requests as fast as it goes on the embedded API server: the most memory that each process takes.
// Usage: node bench/large-run.js [--requests 5000000]
// Goal: runner, receiver and generator under 300 MiB each, every event accounted for, the report written.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { peakOf } from './process-memory.js';
import { clusterText, scenarioText } from './run-scenario.js';
import { tempDir } from './temp-dir.js';

const { values } = parseArgs({ options: { requests: { type: 'string', default: '5000000' } } });
const requests = Number(values.requests);
const MOST_MIB = 300;
const EVERY_MS = 1000;
/** What a process is told by in its command line. */
const PROCESSES = { runner: 'bin/audit-bench.js', receiver: 'receiver-process', generator: 'worker-process' };

const dir = tempDir();
const body = `raw: until-analysed
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ burst: { requests: ${requests}, connections: 64 } }]
variants: [{ name: large, bufferSize: 1000000, maxBatchWait: 1s, throttleEnable: false }]`;
writeFileSync(join(dir, 's.yaml'), scenarioText('large-run', body));
writeFileSync(join(dir, 'c.yaml'), clusterText('embedded'));
const args = ['run', join(dir, 's.yaml'), '--cluster', join(dir, 'c.yaml'), '--out', join(dir, 'run'), '--large'];
const child = spawn(process.execPath, [resolve('bin/audit-bench.js'), ...args], {
  stdio: ['ignore', 'ignore', 'inherit'],
  env: { ...process.env, TMPDIR: dir },
});
const peaks = Object.fromEntries(Object.keys(PROCESSES).map((name) => [name, 0]));
const watch = setInterval(() => {
  for (const [name, word] of Object.entries(PROCESSES)) peaks[name] = Math.max(peaks[name], peakOf(dir, word) ?? 0);
}, EVERY_MS);
const [code] = await once(child, 'exit');
clearInterval(watch);

const result = JSON.parse(readFileSync(join(dir, 'run', 'result.json'), 'utf8'));
const trial = result.trials.at(-1);
const { events, ours, requests: sent } = trial;
const [phase] = trial.phases;
const hasReport = existsSync(join(dir, 'run', 'report.html'));
console.log(
  `${sent.sent} of ${sent.intended} requests at ${phase?.requestsPerSecond?.toFixed(0)}/s, status ${code}; ${events.generated} events, dropped ${events.dropped}, unexplained ${events.unexplained}, missing ${ours.missing}; report ${hasReport ? 'written' : 'missing'}`,
);
console.log('| process | most memory | goal |');
console.log('| --- | ---: | ---: |');
for (const [name, mebibytes] of Object.entries(peaks))
  console.log(`| ${name} | ${mebibytes.toFixed(0)} MiB | ${MOST_MIB} MiB |`);
const isExact = events.unexplained === 0 && events.dropped === ours.missing && sent.sent === requests;
process.exitCode = isExact && hasReport && Object.values(peaks).every((mebibytes) => mebibytes < MOST_MIB) ? 0 : 1;
