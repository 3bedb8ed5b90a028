// Recorded audit logs of 1 GB, made from real events: what `simulate --audit-log` reads of one (times), and all that
// `profile` asks of one, beside DuckDB on the same questions and jq, each in a process of its own on one core; the counts
// of JSON.parse line by line must be the same, to the event.
// Goals: times at least 0.8 of DuckDB's plain count, profile at least 0.5 of DuckDB's same tables, both at least 10 times
// jq, below 500 MB of memory.
// DuckDB is no dependency: AUDIT_BENCH_DUCKDB names a folder in which @duckdb/node-api is installed.
// node bench/profile.js [MB]
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, verdict } from './report.js';
import { clusterText, runText, scenarioText } from './run-scenario.js';
import { tempDir } from './temp-dir.js';

const MEGABYTES = Number(process.argv[2] ?? 1000);
const RUNS = 3;
/** Of jq, which is slow, a part is measured. */
const JQ_MEGABYTES = 100;

const dir = tempDir();
const real = process.env.AUDIT_BENCH_REAL_LOG ?? (await recordLog(join(dir, 'real.log')));
const file = join(dir, 'audit.log');
const small = join(dir, 'small.log');
const events = makeLog(real, file, MEGABYTES);
makeLog(real, small, JQ_MEGABYTES);
console.log(`a log of ${MEGABYTES} MB, ${events.toLocaleString('en-US')} events, made from real ones`);

const duckdb = process.env.AUDIT_BENCH_DUCKDB;
const runs = { times: [], profile: [], 'duckdb-count': [], 'duckdb-profile': [] };
for (let run = 0; run < RUNS; run += 1)
  for (const kind of Object.keys(runs))
    if (!kind.startsWith('duckdb') || duckdb !== undefined) runs[kind].push(measure(kind, file));
const jq = MEGABYTES / JQ_MEGABYTES;
const jqSeconds =
  jq * cpuSecondsOf('jq', ['-c', '[.verb, .stage, .level, .user.username, .objectRef.resource]', small]);

const cpu = (kind) => median(runs[kind].map(({ cpuSeconds }) => cpuSeconds));
const rate = (seconds) => `${Math.round(MEGABYTES / seconds)} MB/s`;
const truth = JSON.stringify(measure('json-parse', file).answer);
verdict('profile counts the same as JSON.parse', JSON.stringify(runs.profile[0].answer) === truth, 'to the event');
verdict('times are as many as JSON.parse reads', runs.times[0].answer.events === events, 'to the event');
if (duckdb !== undefined) {
  verdict('DuckDB counts the same', JSON.stringify(runs['duckdb-profile'][0].answer) === truth, 'to the event');
  ratio('times', 'duckdb-count', 0.8);
  ratio('profile', 'duckdb-profile', 0.5);
}
for (const kind of ['times', 'profile']) {
  const times = jqSeconds / cpu(kind);
  verdict(`${kind}: ${times.toFixed(1)} times jq (${rate(jqSeconds)})`, times >= 10, 'at least 10');
  const peak = Math.max(...runs[kind].map(({ peakBytes }) => peakBytes)) / 1e6;
  verdict(`${kind}: ${Math.round(peak)} MB of memory`, peak < 500, 'below 500 MB');
}

function ratio(kind, peer, goal) {
  const share = cpu(peer) / cpu(kind);
  verdict(
    `${kind}: ${rate(cpu(kind))} of one core, ${share.toFixed(2)} of ${peer} (${rate(cpu(peer))})`,
    share >= goal,
    `at least ${goal}`,
  );
}

function measure(kind, path) {
  const child = fileURLToPath(new URL('./profile-child.js', import.meta.url));
  const { stdout, status, stderr } = spawnSync(process.execPath, [child, kind, path], {
    env: { ...process.env, AUDIT_BENCH_DUCKDB: duckdb ?? '' },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${kind}: ${stderr}`);
  return JSON.parse(stdout);
}

/** User and system time of a program. */
function cpuSecondsOf(program, args) {
  const timed = ['-c', `TIMEFORMAT='%U %S'; time "$0" "$@" >/dev/null`, program, ...args];
  const { stderr } = spawnSync('bash', timed, { encoding: 'utf8' });
  return stderr
    .trim()
    .split(' ')
    .reduce((sum, part) => sum + Number(part), 0);
}

/** Real events of a kube-apiserver under a mixed load. */
async function recordLog(path) {
  const body = `policy: metadata
backend: log
log: { path: ${path}, maxSizeMegabytes: 1000 }
load:
  identities: [{ user: alice, groups: [devs] }, { user: 'system:node:n1', groups: ['system:nodes'] }]
  requests:
    - { verb: get, resource: configmaps, weight: 4, as: alice }
    - { verb: list, resource: pods, as: alice }
    - { verb: patch, resource: apps/v1/deployments, as: alice }
    - { verb: create, resource: secrets }
    - { verb: patch, resource: pods/status, weight: 2, as: 'system:node:n1' }
  phases: [{ rate: 200/s, duration: 20s }]
variants: [{ name: a, mode: blocking }]`;
  await runText(scenarioText('record', body), clusterText('local'));
  return path;
}

/** The events over and over, each time later by as long as they took and with other audit IDs; says how many. */
function makeLog(from, to, megabytes) {
  const lines = readFileSync(from, 'utf8').trimEnd().split('\n');
  const out = openSync(to, 'w');
  const spanMs = 60_000;
  let bytes = 0;
  let count = 0;
  for (let round = 0; bytes < megabytes * 1e6; round += 1) {
    const chunk = [];
    for (const line of lines) {
      if (bytes >= megabytes * 1e6) break;
      const moved = line
        .replace(/"auditID":"([^"]{8})[^"]*"/, (_, head) => `"auditID":"${head}-${round}-${count}"`)
        .replace(
          /Timestamp":"([^"]{23})(\d{3})Z"/g,
          (_, time, micros) =>
            `Timestamp":"${new Date(Date.parse(`${time}Z`) + round * spanMs).toISOString().slice(0, 23)}${micros}Z"`,
        );
      chunk.push(moved, '\n');
      bytes += Buffer.byteLength(moved) + 1;
      count += 1;
    }
    writeSync(out, chunk.join(''));
  }
  closeSync(out);
  return count;
}
