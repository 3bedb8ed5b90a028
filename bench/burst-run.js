// One burst as fast as it goes, by the command line as a user would, and what each process of it took.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { cpuSecondsOf, peakOf, processesOf } from './processes.js';
import { clusterText, scenarioText } from './run-scenario.js';
import { tempDir } from './temp-dir.js';

const EVERY_MS = 500;
/** What a process is told by in its command line. */
const WORDS = { runner: 'bin/audit-bench.js', receiver: 'receiver-process', generator: 'worker-process' };
const API_SERVERS = { embedded: 'apiserver-process', local: 'kube-apiserver' };

/**
 * Resolves with `code`, `trial` (of the result), `usage` (by process: the most MiB, CPU seconds since the load began), `recordBytes` (what is left of
 * the trial's records) and `hasReport`.
 */
export async function burstRun({ provider = 'embedded', requests, raw }) {
  const dir = tempDir();
  const body = `raw: ${raw}
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ burst: { requests: ${requests}, connections: 64 } }]
variants: [{ name: large, bufferSize: 1000000, maxBatchWait: 1s, throttleEnable: false }]`;
  writeFileSync(join(dir, 's.yaml'), scenarioText('large-run', body));
  writeFileSync(join(dir, 'c.yaml'), clusterText(provider));
  const args = ['run', join(dir, 's.yaml'), '--cluster', join(dir, 'c.yaml'), '--out', join(dir, 'run'), '--large'];
  const child = spawn(process.execPath, [resolve('bin/audit-bench.js'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: dir },
  });
  const { usage, loadBegins, stop } = watchUsage(dir, { ...WORDS, apiserver: API_SERVERS[provider] });
  child.stderr.on('data', (piece) => {
    process.stderr.write(piece);
    if (piece.includes('measuring')) loadBegins();
  });
  const [code] = await once(child, 'exit');
  stop();
  const { trials } = JSON.parse(readFileSync(join(dir, 'run', 'result.json'), 'utf8'));
  const trial = trials.at(-1);
  const records = join(dir, 'run', 'trials', trial.id);
  const recordBytes = readdirSync(records)
    .filter((file) => /^(requests|events)\.jsonl/.test(file))
    .reduce((sum, file) => sum + statSync(join(records, file)).size, 0);
  return { code, trial, usage, recordBytes, hasReport: existsSync(join(dir, 'run', 'report.html')) };
}

/** Reads again and again, for what a process has taken is not known any more when it has ended. */
function watchUsage(dir, words) {
  const names = Object.keys(words);
  const usage = Object.fromEntries(names.map((name) => [name, { mebibytes: 0, cpuSeconds: 0 }]));
  let before = null;
  const cpuNow = (name) => {
    const [pid] = processesOf(dir, words[name]);
    return pid === undefined ? null : cpuSecondsOf(pid);
  };
  const loadBegins = () => {
    before ??= Object.fromEntries(names.map((name) => [name, cpuNow(name) ?? 0]));
  };
  const watch = setInterval(() => {
    for (const name of names) {
      const of = usage[name];
      of.mebibytes = Math.max(of.mebibytes, peakOf(dir, words[name]) ?? 0);
      if (before !== null) of.cpuSeconds = Math.max(of.cpuSeconds, (cpuNow(name) ?? 0) - before[name]);
    }
  }, EVERY_MS);
  return { usage, loadBegins, stop: () => clearInterval(watch) };
}
