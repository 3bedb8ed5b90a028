// A load is recorded on a real kube-apiserver (log backend), profiled and run again from the scenario that the profile
// wrote, and replayed; each time its measured requests are compared with the original's.
// Goals: events of 1 s bins within 2 % at p50 and 10 % at p99, the mix within 1 %; of a replay the events of 100 ms bins
// correlate at 0.95; of both the model's drops of three settings within max(batch, 1 %) of the original's.
// node bench/round-trip.js [poisson|even] [requests/s in calm]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { quantile, verdict } from './report.js';
import { tempDir } from './temp-dir.js';

const arrivals = process.argv[2] ?? 'poisson';
/** So many that two Poisson processes of one rate mostly have medians within 2 % of each other; of even ones fewer do. */
const CALM = Number(process.argv[3] ?? 400);
const LOAD = {
  identities: [
    { user: 'alice', groups: ['devs'] },
    { user: 'system:node:n1', groups: ['system:nodes'] },
  ],
  requests: [
    { verb: 'get', resource: 'configmaps', weight: 5, as: 'alice' },
    { verb: 'list', resource: 'secrets', weight: 2, as: 'alice' },
    { verb: 'create', resource: 'pods' },
    { verb: 'patch', resource: 'pods/status', weight: 2, as: 'system:node:n1' },
  ],
  phases: [
    { name: 'calm', rate: `${CALM}/s`, duration: '20s', arrivals },
    { name: 'rush', rate: `${2.5 * CALM}/s`, duration: '5s', arrivals },
    { name: 'after', rate: `${CALM}/s`, duration: '15s', arrivals },
  ],
};
/** With batches of an eighth of a second a little less than the calm rate goes through, one and a half times, twice. */
const BATCH = Math.round(CALM / 8);
const SETTINGS = [7, 12, 16].map(
  (qps) =>
    `--audit-webhook-batch-buffer-size=${10 * BATCH} --audit-webhook-batch-max-size=${BATCH} --audit-webhook-batch-max-wait=1s --audit-webhook-batch-throttle-qps=${qps} --audit-webhook-batch-throttle-burst=5`,
);
const BIN = fileURLToPath(new URL('../bin/audit-bench.js', import.meta.url));

const dir = tempDir();
const original = record('original', LOAD);
execFileSync(process.execPath, [BIN, 'profile', '--audit-log', original.file, '--out', join(dir, 'profile')]);
const { load } = parse(readFileSync(join(dir, 'profile', 'scenario.yaml'), 'utf8'));
const profiled = record('profiled', load);
const replayed = record('replayed', { replay: { auditLog: original.file } });

const bins = (log, ms) => {
  const first = log.times[0];
  const counts = new Float64Array(Math.ceil((log.times.at(-1) - first + 1) / ms));
  for (const time of log.times) counts[Math.floor((time - first) / ms)] += 1;
  return counts;
};
for (const [share, goal] of [
  [0.5, 0.02],
  [0.99, 0.1],
]) {
  const [one, other] = [original, profiled].map((log) => quantile(bins(log, 1000), share));
  const off = Math.abs(other / one - 1);
  verdict(
    `p${share * 100} of events/s: ${one} recorded, ${other} profiled, ${percent(off)} off`,
    off <= goal,
    percent(goal),
  );
}
const mixOff = Math.max(
  ...[...original.kinds].map(([kind, count]) =>
    Math.abs((profiled.kinds.get(kind) ?? 0) / profiled.times.length - count / original.times.length),
  ),
);
verdict(`mix: ${percent(mixOff)} off at most`, mixOff <= 0.01, '1 %');
const likeness = correlation(bins(original, 100), bins(replayed, 100));
verdict(`replay: events of 100 ms correlate at ${likeness.toFixed(4)}`, likeness >= 0.95, 'at least 0.95');
for (const flags of SETTINGS) {
  const [recorded, again, replay] = [original, profiled, replayed].map((log) => dropsOf(log, flags));
  const allowed = Math.max(BATCH, 0.01 * original.times.length);
  const qps = /qps=(\d+)/.exec(flags)?.[1];
  for (const [name, drops] of [
    ['profiled', again],
    ['replayed', replay],
  ])
    verdict(
      `drops at ${qps} batches/s: ${recorded} recorded, ${drops} ${name}`,
      Math.abs(drops - recorded) <= allowed,
      `within ${allowed}`,
    );
}

/** The measured requests of a load as kube-apiserver logged them. */
function record(name, spec) {
  const path = join(dir, name, 'audit.log');
  mkdirSync(join(dir, name));
  const body = { policy: 'metadata-complete', backend: 'log', log: { path }, load: spec };
  const scenario = join(dir, `${name}.yaml`);
  // JSON is YAML.
  const head = { apiVersion: 'audit-bench/v1', kind: 'Scenario', name };
  writeFileSync(scenario, JSON.stringify({ ...head, ...body, variants: [{ name, mode: 'blocking' }] }));
  // By the command line, which makes the phase of a replay; a trial in doubt is no failure here.
  const { status, stderr } = spawnSync(
    process.execPath,
    [BIN, 'run', scenario, '--cluster', 'local', '--out', join(dir, `${name}-run`)],
    { encoding: 'utf8' },
  );
  if (status !== 0 && status !== 5) throw new Error(stderr);
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const measured = lines
    .map((line) => ({ line, event: JSON.parse(line) }))
    .filter(({ event }) => /-m\d+$/.test(event.auditID));
  const key = measured.at(-1).event.auditID.slice(0, 9);
  // A trial in doubt is measured again; the last one counts.
  const last = measured.filter(({ event }) => event.auditID.startsWith(key));
  const file = join(dir, `${name}.log`);
  writeFileSync(file, last.map(({ line }) => `${line}\n`).join(''));
  const kinds = new Map();
  for (const { event } of last) {
    const kind = `${event.user.username} ${event.verb} ${event.objectRef?.resource}/${event.objectRef?.subresource ?? ''}`;
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const times = last.map(({ event }) => Date.parse(event.requestReceivedTimestamp)).sort((a, b) => a - b);
  return { file, kinds, times: Float64Array.from(times) };
}

function dropsOf({ file }, flags) {
  const { stdout } = spawnSync(process.execPath, [BIN, 'simulate', '--audit-log', file, '--flags', flags, '--json'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout).settings[0].lost;
}

function correlation(one, other) {
  const length = Math.max(one.length, other.length);
  const at = (counts, index) => counts[index] ?? 0;
  const mean = (counts) => counts.reduce((sum, count) => sum + count, 0) / length;
  const [a, b] = [mean(one), mean(other)];
  let [both, first, second] = [0, 0, 0];
  for (let index = 0; index < length; index += 1) {
    both += (at(one, index) - a) * (at(other, index) - b);
    first += (at(one, index) - a) ** 2;
    second += (at(other, index) - b) ** 2;
  }
  return both / Math.sqrt(first * second);
}

function percent(ratio) {
  return `${(100 * ratio).toFixed(2)} %`;
}
