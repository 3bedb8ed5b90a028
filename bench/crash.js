// The crash matrix: signals × processes × phases, every pair of two of them at least once, on the embedded API server, on
// real etcd and kube-apiserver (local), or on kind. After each: nothing of the run is left (processes, folders, containers,
// volumes), the exit status is one that is right, result.json is whole, and --resume finishes what was begun.
// Usage: node bench/crash.js [embedded|local|kind] [--seed 1] [--runs N]
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededRandom } from '../dist/core/random.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '1000' },
  },
});
const [provider = 'embedded'] = positionals;
const BIN = resolve('bin/audit-bench.js');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL', 'SIGSTOP'];
const PROCESSES = [
  'main',
  'group',
  'receiver',
  'generator',
  'API server',
  ...(provider === 'embedded' ? [] : ['etcd']),
];
const PHASES = ['start', 'warm-up', 'measuring', 'draining', 'analysing'];
/** What a process is told by in its command line. */
const WORDS = {
  receiver: 'receiver-process',
  generator: 'worker-process',
  'API server': provider === 'embedded' ? 'apiserver-process' : 'kube-apiserver',
  etcd: provider === 'kind' ? 'etcd ' : '/etcd',
};
/** Processes that Docker started have nothing of ours in their environment. */
const IN_CONTAINERS = provider === 'kind' ? ['API server', 'etcd'] : [];
/** How long a stopped process sleeps: longer than a scrape, shorter than a test of patience. */
const STOPPED_MS = 2000;
const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: crash
load:
  phases:
    - { name: warm-up, rate: 50/s, duration: 1s, measure: false }
    - { rate: 100/s, duration: 2s }
variants: [{ name: a, maxBatchWait: 500ms }, { name: b, maxBatchWait: 600ms }]
`;

/** Triples until every pair of two columns has been in one: each time the best of some that are drawn. */
function pairwise(random) {
  const columns = [SIGNALS, PROCESSES, PHASES];
  const pairsOf = (row) => [`0${row[0]}1${row[1]}`, `1${row[1]}2${row[2]}`, `0${row[0]}2${row[2]}`];
  const all = SIGNALS.flatMap((signal) =>
    PROCESSES.flatMap((process) => PHASES.map((phase) => [signal, process, phase])),
  );
  const open = new Set(all.flatMap(pairsOf));
  const rows = [];
  while (open.size > 0) {
    const drawn = Array.from({ length: 60 }, () =>
      columns.map((column) => column[Math.floor(random() * column.length)]),
    );
    const gain = (row) => pairsOf(row).filter((pair) => open.has(pair)).length;
    const best = drawn.reduce((a, b) => (gain(b) > gain(a) ? b : a));
    if (gain(best) === 0) continue;
    rows.push(best);
    for (const pair of pairsOf(best)) open.delete(pair);
  }
  return rows;
}

/** Processes of this run, by the folder that it was given for temporary files. */
function processesOf(scratch) {
  return readdirSync('/proc').flatMap((pid) => {
    try {
      if (!/^\d+$/.test(pid) || !readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${scratch}`)) return [];
      return [{ pid: Number(pid), line: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ') }];
    } catch {
      return [];
    }
  });
}

/** In the containers that are there now and were not before. */
function inContainers(word, before) {
  return containers()
    .filter((id) => !before.includes(id))
    .flatMap((id) => docker('top', id, '-eo', 'pid,args').split('\n'))
    .filter((line) => line.includes(word))
    .map((line) => ({ pid: Number.parseInt(line, 10), line }));
}

function containers() {
  return provider === 'kind' ? docker('ps', '--all', '--quiet').split('\n').filter(Boolean) : [];
}

function volumes() {
  return provider === 'kind' ? docker('volume', 'ls', '--quiet').split('\n').filter(Boolean) : [];
}

function docker(...args) {
  return execFileSync('docker', args, { encoding: 'utf8' });
}

/** Runs the command line; `onStep` is told once its output holds the word. */
function run(args, scratch, word, onStep) {
  const child = spawn(process.execPath, [BIN, ...args], {
    detached: true,
    env: { ...process.env, TMPDIR: scratch, NO_COLOR: '1' },
  });
  let seen = '';
  let told = false;
  child.stderr.on('data', (chunk) => {
    seen += chunk;
    if (told || word === null || !seen.includes(word)) return;
    told = true;
    onStep(child.pid);
  });
  child.stdout.resume();
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code: code ?? signal, stderr: seen, told }));
  });
}

function send(signal, name, main, { scratch, before }) {
  const ofRun = () => (IN_CONTAINERS.includes(name) ? inContainers(WORDS[name], before) : processesOf(scratch));
  const pid =
    name === 'main'
      ? main
      : name === 'group'
        ? -main
        : ofRun().find(({ line }) => line.includes(WORDS[name]) && !line.includes(BIN))?.pid;
  if (pid === undefined) return;
  try {
    process.kill(pid, signal);
    if (signal === 'SIGSTOP') setTimeout(() => process.kill(pid, 'SIGCONT'), STOPPED_MS);
  } catch {
    // It has ended already.
  }
}

function rightStatuses(signal, name) {
  const ends = name === 'main' || name === 'group';
  if (ends && signal === 'SIGKILL') return ['SIGKILL'];
  // What comes while the last trial is analysed may come too late.
  if (ends && signal !== 'SIGSTOP') return [130, 0, 5];
  return [0, 4, 5];
}

async function crash([signal, name, phase], cluster) {
  const dir = mkdtempSync(join(tmpdir(), 'audit-bench-crash-'));
  const scratch = mkdtempSync(join(tmpdir(), 'audit-bench-crash-tmp-'));
  const before = containers();
  const volumesBefore = volumes();
  const problems = [];
  try {
    const out = join(dir, 'run');
    writeFileSync(join(dir, 's.yaml'), SCENARIO);
    const args = ['run', join(dir, 's.yaml'), '--out', out, ...cluster];
    const word = phase === 'start' ? 'starting' : `a-1: ${phase}`;
    const { code, stderr, told } = await run(args, scratch, word, (main) =>
      send(signal, name, main, { scratch, before }),
    );
    if (!told) problems.push(`never came to "${word}"`);
    if (!rightStatuses(signal, name).includes(code)) problems.push(`status ${code}`);
    if (/this is a bug|\n {4}at /.test(stderr)) problems.push(stderr.slice(-600));
    for (let tries = 0; tries < 50 && processesOf(scratch).length > 0; tries += 1) await delay(100);
    for (const { line } of processesOf(scratch)) problems.push(`still runs: ${line}`);
    if (code === 'SIGKILL') await run(['gc'], scratch, null, () => {});
    const left = readdirSync(scratch).filter((entry) => entry.startsWith('audit-bench-'));
    if (left.length > 0) problems.push(`left behind: ${left.join(', ')}`);
    const things = [
      ...containers().filter((id) => !before.includes(id)),
      ...volumes().filter((id) => !volumesBefore.includes(id)),
    ];
    if (things.length > 0) problems.push(`containers or volumes left: ${things.join(', ')}`);
    const file = join(out, 'result.json');
    const status = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).status : null;
    if (status !== null && (status !== 'complete' || code === 4)) {
      const again = await run([...args, '--resume'], scratch, null, () => {});
      if (![0, 5].includes(again.code)) problems.push(`--resume ended with ${again.code}: ${again.stderr.slice(-300)}`);
    }
    return { code, problems };
  } finally {
    rmSync(dir, { recursive: true, force: true });
    rmSync(scratch, { recursive: true, force: true });
  }
}

const rows = pairwise(seededRandom(Number(values.seed))).slice(0, Number(values.runs));
const cluster = ['--cluster', `clusters/${provider}.yaml`];
console.log(`seed ${values.seed}: ${rows.length} runs on ${provider}`);
let failures = 0;
for (const row of rows) {
  const { code, problems } = await crash(row, cluster);
  if (problems.length > 0) failures += 1;
  console.log(`${row.join(' → ')}: status ${code}${problems.length === 0 ? '' : `  FAILED: ${problems.join('; ')}`}`);
}
console.log(`${rows.length - failures} of ${rows.length} left nothing behind and went on`);
process.exitCode = failures === 0 ? 0 : 1;
