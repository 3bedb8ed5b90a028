// Fuzzing with seeds: every reader of what others wrote gets damaged inputs, and must answer each within a second of CPU, with a
// value or with an error that is its own sentence. Usage: node bench/fuzz.js [--inputs 100000] [--seed 1] [--only NAME].
// A failure prints its target, seed and number, which give the same input again.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { readRun } from '../dist/cli/read-run.js';
import { parseCluster } from '../dist/config/cluster.js';
import { kindOfFile } from '../dist/config/file-kind.js';
import { parseFlagsText } from '../dist/config/flags.js';
import { readWebhookKubeconfig } from '../dist/config/kubeconfig.js';
import { readAuditManifest } from '../dist/config/manifest.js';
import { BUNDLED_POLICIES } from '../dist/config/policy/bundled.js';
import { parsePolicy } from '../dist/config/policy/parse.js';
import { parseScenario } from '../dist/config/scenario.js';
import { AuditBenchError } from '../dist/core/errors.js';
import { seededRandom } from '../dist/core/random.js';
import { readBatch } from '../dist/events/batch.js';
import { MalformedEvent, readEvent } from '../dist/events/event-reader.js';
import { MalformedEventList } from '../dist/events/malformed.js';
import { encodeFrame, FrameReader } from '../dist/platform/frames.js';
import { decodeMessage } from '../dist/platform/socket-channel.js';
import { readCounters } from '../dist/probes/apiserver-counters.js';
import { tempDir } from './temp-dir.js';

const MOST_MS = 1000;
const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});

const textsOf = (dir, ending) =>
  readdirSync(dir)
    .filter((name) => name.endsWith(ending))
    .map((name) => readFileSync(join(dir, name), 'utf8'));
const event = (id) =>
  `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"${id}","stage":"ResponseComplete","requestURI":"/version","verb":"get","user":{"username":"u","groups":["g"]},"sourceIPs":["127.0.0.1"],"responseStatus":{"metadata":{},"code":200},"requestReceivedTimestamp":"2026-11-24T09:00:00.123456Z","stageTimestamp":"2026-11-24T09:00:00.223456Z","annotations":{"a\\u0041":"\\"x"}}`;
const lists = [
  `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":[${event('a')},${event('b')}]}`,
  `{"items":[${event('a')}],"kind":"EventList","items":[]}`,
  '{"items":[]}',
];
const pages = [
  'apiserver_audit_event_total 12\napiserver_audit_error_total{plugin="buffered"} 3\nprocess_start_time_seconds 1.7e+09\napiserver_request_duration_seconds_sum{verb="GET"} 1.5\napiserver_request_duration_seconds_count{verb="GET"} 3\n',
];
const policies = Object.values(BUNDLED_POLICIES);
const clusters = textsOf('clusters', '.yaml');
const scenarios = textsOf('scenarios', '.yaml');
const flags = [
  'kube-apiserver --audit-policy-file=/p --audit-webhook-config-file=/k --audit-webhook-batch-buffer-size=10000 --audit-webhook-batch-max-wait 30s --v=2',
];
const kubeconfigs = [
  'apiVersion: v1\nkind: Config\nclusters: [{ name: c, cluster: { server: "https://127.0.0.1:1/audit" } }]\ncontexts: [{ name: x, context: { cluster: c, user: u } }]\nusers: [{ name: u, user: {} }]\ncurrent-context: x\n',
];
const manifests = [
  `apiVersion: v1\nkind: Pod\nmetadata: { name: kube-apiserver }\nspec:\n  containers:\n    - name: kube-apiserver\n      command: [${flags[0].split(' ').join(', ')}]\n`,
  'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\napiServer:\n  extraArgs:\n    - { name: audit-webhook-config-file, value: /k }\n    - { name: audit-webhook-batch-max-size, value: "400" }\n',
];
const sample = JSON.parse(readFileSync('reports/sample/result.json', 'utf8'));
const oneTrial = {
  ...sample,
  trials: sample.trials.slice(0, 1).map((trial) => ({
    ...trial,
    series: {
      ...trial.series,
      ...Object.fromEntries(
        Object.entries(trial.series)
          .filter(([, value]) => Array.isArray(value))
          .map(([key]) => [key, []]),
      ),
    },
  })),
};
const results = [JSON.stringify(oneTrial)];
/** As text of a byte a letter, which is what is damaged here. */
const messages = [
  {
    kind: 'message',
    content: Buffer.from('{"id":1,"method":"start","argument":{"indexes":[0],"atEpochMs":1,"aheadMs":0}}'),
  },
  { kind: 'bytes', content: Buffer.concat([Buffer.from([7]), Buffer.from('records'), deflateRawSync('{"id":"a"}\n')]) },
].map((frame) => encodeFrame(frame).toString('latin1'));
const runDir = tempDir();
mkdirSync(runDir, { recursive: true });

/** Name, whole inputs, the reader, and whether an error is one that it may answer with. */
const ours = (error) => error instanceof AuditBenchError;
/** @type {[string, string[], (text: string) => unknown, (error: Error) => boolean][]} */
const targets = [
  ['scenario', scenarios, (text) => parseScenario(text, 'f.yaml', [], async () => undefined), ours],
  ['cluster', clusters, (text) => parseCluster(text, 'f.yaml'), ours],
  ['policy', policies, (text) => parsePolicy(text, 'f.yaml', 'f.yaml'), ours],
  ['flags', flags, parseFlagsText, ours],
  ['manifest', manifests, (text) => readAuditManifest(text, 'f.yaml'), ours],
  [
    'kubeconfig',
    kubeconfigs,
    (text) => readWebhookKubeconfig(text, 'f.yaml', { readText: async () => undefined, nowMs: 0 }),
    ours,
  ],
  ['kind of file', [...manifests, ...policies, ...kubeconfigs], (text) => kindOfFile(text, 'f.yaml'), ours],
  ['metrics', pages, readCounters, (error) => error.constructor === Error],
  ['EventList', lists, batchAsJson, (error) => error instanceof MalformedEventList],
  ['audit log', [event('a')], (text) => readEvent(Buffer.from(text)), (error) => error instanceof MalformedEvent],
  ['run file', results, readResult, ours],
  ['control channel', messages, readMessages, (error) => !(error instanceof TypeError || error instanceof RangeError)],
];

/** What the scanner takes must be what JSON.parse takes: as many events, of two `items` the last. */
function batchAsJson(text) {
  const body = Buffer.from(text);
  const batch = readBatch([body]);
  const parsed = jsonOrNothing(body.toString());
  // Inside an event the scanner takes commas and colons for what an API server writes (src/events/event-scanner.ts).
  if (parsed === undefined) return;
  const events = Array.isArray(parsed.items) ? parsed.items.length : 0;
  if (events !== batch.stageMs.length)
    throw new TypeError(`the scanner reads ${batch.stageMs.length} events where JSON.parse reads ${events}`);
}

function jsonOrNothing(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readMessages(text) {
  for (const { kind, content } of new FrameReader().take(Buffer.from(text, 'latin1')))
    await decodeMessage(kind, content);
}

async function readResult(text) {
  writeFileSync(join(runDir, 'result.json'), text);
  await readRun(runDir);
}

const WORDS = [
  'constructor',
  '__proto__',
  'hasOwnProperty',
  '.inf',
  '-.inf',
  '.nan',
  '&a ',
  '*a',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '\\',
  '\0',
  '\n',
  '\t',
  ':',
  ': ',
  ',',
  '#',
  '|',
  '>',
  '- ',
  '!!binary ',
  '9'.repeat(320),
  '-1',
  '1e309',
  'null',
  '~',
  '=',
  '\u2028',
  '𝄞',
  '\ufeff',
  '"items":',
  '\\u0000',
  'é'.repeat(100),
];

function damaged(texts, random) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  let text = pick(texts);
  for (let left = 1 + Math.floor(random() * 4); left > 0; left -= 1) {
    const at = Math.floor(random() * (text.length + 1));
    const span = Math.floor(random() * random() * 60);
    const how = Math.floor(random() * 6);
    if (how === 0) text = text.slice(0, at) + text.slice(at + span);
    else if (how === 1) text = text.slice(0, at) + text.slice(at, at + span) + text.slice(at);
    else if (how === 2) text = text.slice(0, at) + pick(WORDS) + text.slice(at);
    else if (how === 3) text = text.slice(0, at) + pick(WORDS) + text.slice(at + span);
    else if (how === 4) text = text.slice(0, at) + String.fromCharCode(Math.floor(random() * 256)) + text.slice(at + 1);
    else text = text.slice(0, at);
  }
  return text;
}

let failures = 0;
for (const [name, texts, read, expected] of targets) {
  if (values.only !== undefined && values.only !== name) continue;
  const inputs = Number(values.inputs);
  const random = seededRandom(Number(values.seed));
  let refused = 0;
  let slowestMs = 0;
  for (let number = 0; number < inputs; number += 1) {
    const text = damaged(texts, random);
    const startedMs = cpuMs();
    try {
      await read(text);
    } catch (error) {
      refused += 1;
      if (!expected(error)) fail(name, number, text, error.stack ?? String(error));
      else if (/\n\s+at |TypeError|RangeError|undefined is not/.test(error.message))
        fail(name, number, text, error.message);
    }
    const tookMs = cpuMs() - startedMs;
    slowestMs = Math.max(slowestMs, tookMs);
    if (tookMs > MOST_MS) fail(name, number, text, `took ${Math.round(tookMs)} ms of CPU`);
  }
  console.log(`${name}: ${inputs} inputs, ${refused} refused, slowest ${Math.round(slowestMs)} ms`);
}
console.log(failures === 0 ? `seed ${values.seed}: no failure` : `seed ${values.seed}: ${failures} failures`);
process.exitCode = failures === 0 ? 0 : 1;

/** Of this process: what others do on the machine is no fault of a reader. */
function cpuMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function fail(name, number, text, why) {
  failures += 1;
  if (failures > 5) return;
  console.log(`FAILED ${name}, seed ${values.seed}, input ${number}: ${why.split('\n').slice(0, 3).join(' | ')}`);
  console.log(JSON.stringify(text.length > 3000 ? `${text.slice(0, 3000)}…` : text));
}
