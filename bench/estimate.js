// What a run is estimated to cost before it starts, against what it took: seconds, bytes on disk, memory of the runner.
// Usage: node bench/estimate.js [embedded|local|kind]…
// The constants of src/core/estimate.ts come from this table.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseScenario, parseCluster } from '../dist/index.js';
import { estimate } from '../dist/core/estimate.js';
import { clusterText, scenarioText } from './run-scenario.js';
import { tempDir } from './temp-dir.js';

const variants = 'variants:\n  - { name: a, maxBatchWait: 1s }\n  - { name: b, maxBatchWait: 500ms }';
const paced = (rate, duration) => `load: { phases: [{ rate: ${rate}/s, duration: ${duration} }] }\n${variants}`;
const SCENARIOS = {
  small: paced(100, '5s'),
  large: paced(1500, '20s'),
  burst: `load: { phases: [{ rate: 100/s, duration: 2s }, { burst: { requests: 20000, connections: 64 } }] }\n${variants}`,
};
const providers = process.argv.length > 2 ? process.argv.slice(2) : ['embedded', 'local'];

console.log('| cluster | load | requests | time: told | took | disk: told | took | memory: told | took |');
console.log('| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const provider of providers) {
  for (const [name, body] of Object.entries(SCENARIOS)) {
    const scenario = scenarioText(name, body);
    const cluster = clusterText(provider);
    const told = estimate(
      await parseScenario(scenario, 's.yaml', [], async () => undefined),
      parseCluster(cluster, 'c.yaml').provider,
    );
    const took = await run(scenario, cluster);
    const cells = [
      [`${Math.round(told.durationMs / 1000)} s`, `${Math.round(took.durationMs / 1000)} s`],
      [mebibytes(told.diskBytes), mebibytes(took.diskBytes)],
      [mebibytes(told.memoryBytes), mebibytes(took.memoryBytes)],
    ];
    console.log(`| ${provider} | ${name} | ${told.requests} | ${cells.flat().join(' | ')} |`);
  }
}

function mebibytes(bytes) {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}

/** Runs the command line as a user would; doubted trials are measured again, so what is counted is per trial. */
async function run(scenario, cluster) {
  const dir = tempDir();
  writeFileSync(join(dir, 's.yaml'), scenario);
  writeFileSync(join(dir, 'c.yaml'), cluster);
  const args = ['run', join(dir, 's.yaml'), '--cluster', join(dir, 'c.yaml'), '--out', join(dir, 'run')];
  const startMs = performance.now();
  const child = spawn(process.execPath, [resolve('bin/audit-bench.js'), ...args], { stdio: 'ignore' });
  let memoryBytes = 0;
  const watch = setInterval(() => {
    memoryBytes = Math.max(memoryBytes, peakOf(child.pid));
  }, 100);
  await once(child, 'exit');
  clearInterval(watch);
  const durationMs = performance.now() - startMs;
  const trials = readdirSync(join(dir, 'run', 'trials'));
  const planned = trials.filter((trial) => !trial.includes('again'));
  const diskBytes = planned.reduce((sum, trial) => sum + sizeOf(join(dir, 'run', 'trials', trial)), 0);
  return { durationMs: (durationMs * planned.length) / trials.length, diskBytes, memoryBytes };
}

function peakOf(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function sizeOf(dir) {
  return readdirSync(dir, { withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(dir, entry.name)).size : 0),
    0,
  );
}
