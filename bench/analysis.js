// The analysis of a long trial, from raw files that this bench makes: memory must not grow with its length as objects do.
// Goal: 10 million requests with 20 million events under 1.5 GiB, at least 500,000 events/s of one core.
// node bench/analysis.js [requests]
import { execFileSync } from 'node:child_process';
import { createWriteStream, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseScenario } from '../dist/index.js';
import { mixShapes } from '../dist/core/load-shape.js';
import { verdict } from './report.js';
import { tempDir } from './temp-dir.js';

const REQUESTS = Number(process.argv[2] ?? 10_000_000);
const PER_SECOND = 2500;
const BATCH_EVENTS = 400;
/** One request of so many loses its last event. */
const LOST_EVERY = 100;
const START_MS = Date.parse('2026-11-24T09:00:00Z');
const KEY = 'aaaaaa';
const EVENTS = 2 * REQUESTS;
const LOST = Math.floor(REQUESTS / LOST_EVERY);
const DURATION_MS = (REQUESTS * 1000) / PER_SECOND;
const SCENARIO = `apiVersion: audit-bench/v1
kind: Scenario
name: long
policy: metadata
load: { requests: [{ verb: get, resource: configmaps }], phases: [{ rate: ${PER_SECOND}/s, duration: ${DURATION_MS}ms }] }
variants: [{ name: a }]
`;

const dir = tempDir();
await writeTrial();
const child = fileURLToPath(new URL('./analysis-child.js', import.meta.url));
const { cpuSeconds, peakBytes, result } = JSON.parse(
  execFileSync(process.execPath, [child, dir], { maxBuffer: 2 ** 28 }).toString(),
);
if (result.expected !== EVENTS || result.missing !== LOST || result.doubts.length > 0)
  throw new Error(`the analysis says otherwise than what was written: ${JSON.stringify(result)}`);
const perSecond = EVENTS / cpuSeconds;
const peakGiB = peakBytes / 2 ** 30;
const said = `analysis of ${REQUESTS.toLocaleString('en-US')} requests, ${EVENTS.toLocaleString('en-US')} events`;
verdict(`${said}: peak ${peakGiB.toFixed(2)} GiB`, peakGiB < 1.5, 'below 1.5 GiB');
verdict(
  `${said}: ${Math.round(perSecond).toLocaleString('en-US')} events/s of one core (${cpuSeconds.toFixed(1)} s)`,
  perSecond >= 500_000,
  'at least 500,000',
);

async function writeTrial() {
  const { load, policy } = await parseScenario(SCENARIO, 'long.yaml', [], async () => undefined);
  const endMs = START_MS + DURATION_MS;
  const meta = {
    recordsVersion: 2,
    id: 'a-1',
    variant: 'a',
    isDefaults: false,
    repeat: 1,
    role: 'variant',
    trialKey: KEY,
    startedAt: new Date(START_MS).toISOString(),
    settings: {
      mode: 'batch',
      bufferSize: 10_000,
      maxBatchSize: BATCH_EVENTS,
      maxBatchWaitMs: 1000,
      throttleEnabled: true,
      throttleQps: 20,
      throttleBurst: 20,
      initialBackoffMs: 10_000,
      truncate: null,
    },
    flags: {},
    multiple: 1,
    load,
    shapes: mixShapes(load, KEY),
    policy: policy.policy,
    receiver: { latencyMs: 0, windows: [] },
    objectives: [],
    instances: ['apiserver-1'],
    phases: [{ index: 0, name: 'long', kind: 'constant', measure: true, startMs: START_MS, endMs, intended: REQUESTS }],
    startMs: START_MS,
    endMs,
    drainedMs: endMs + 2000,
    drained: true,
    overheadEvents: 0,
    sampleIntervalMs: 500,
  };
  writeFileSync(join(dir, 'trial.json'), JSON.stringify(meta));
  writeFileSync(join(dir, 'samples.jsonl'), samples());
  await writeLines('requests.jsonl', requestLines());
  await writeLines('events.jsonl', batchLines());
}

function samples() {
  const lines = [sample('before', START_MS - 100, 0)];
  for (let atMs = 0; atMs <= DURATION_MS + 1500; atMs += 500)
    lines.push(sample('grid', START_MS + atMs, Math.min(1, atMs / DURATION_MS)));
  lines.push(sample('after', START_MS + DURATION_MS + 1900, 1));
  return `${lines.join('\n')}\n`;
}

function sample(mark, sentMs, share) {
  return JSON.stringify({
    instance: 'apiserver-1',
    sentMs,
    doneMs: sentMs + 3,
    mark,
    counters: {
      generated: Math.round(EVENTS * share),
      errors: { buffered: Math.round(LOST * share), webhook: 0, log: 0, truncate: 0 },
      rejected: 0,
      auditedRequests: Math.round(REQUESTS * share),
      flowControlRejected: 0,
      processStartMs: START_MS - 60_000,
      residentMemoryBytes: 400 * 2 ** 20,
      cpuSeconds: share * 100,
      requestDuration: null,
      inflightRequests: 0,
    },
  });
}

/** Answered after 1 to 9 ms, so that lines are in the order of answers, nearly that of requests. */
function* requestLines() {
  for (let number = 1; number <= REQUESTS; number += 1) {
    const intendedMs = START_MS + ((number - 1) * 1000) / PER_SECOND;
    const sentMs = intendedMs + 0.05;
    const doneMs = sentMs + 1 + ((number * 7919) % 8000) / 1000;
    yield `{"id":"ab-${KEY}-m${number}","phase":0,"shape":0,"instance":"apiserver-1","intendedMs":${intendedMs},"sentMs":${sentMs},"doneMs":${doneMs},"status":200,"name":"obj-${number % 20}"}\n`;
  }
}

function* batchLines() {
  let events = [];
  for (let number = 1; number <= REQUESTS; number += 1) {
    const sentMs = START_MS + ((number - 1) * 1000) / PER_SECOND + 0.05;
    const stages = [`["ab-${KEY}-m${number}","RequestReceived",${(sentMs + 0.3).toFixed(3)},"Metadata",730]`];
    if (number % LOST_EVERY !== 0) {
      const doneMs = sentMs + 0.7 + ((number * 7919) % 8000) / 1000;
      stages.push(`["ab-${KEY}-m${number}","ResponseComplete",${doneMs.toFixed(3)},"Metadata",890]`);
    }
    events.push(...stages);
    if (events.length < BATCH_EVENTS && number < REQUESTS) continue;
    const head = `{"arrivedMs":${(sentMs + 200).toFixed(3)},"delivered":true,"answeredMs":${(sentMs + 201).toFixed(3)},"status":200,"bodyBytes":${810 * events.length},"concurrency":1,"peer":"127.0.0.1:40000"`;
    yield `${head},"events":[${events.join(',')}]}\n`;
    events = [];
  }
}

async function writeLines(name, lines) {
  const stream = createWriteStream(join(dir, name), { highWaterMark: 1 << 22 });
  let text = '';
  for (const line of lines) {
    text += line;
    if (text.length < 1 << 20) continue;
    if (!stream.write(text)) await once(stream, 'drain');
    text = '';
  }
  stream.end(text);
  await once(stream, 'close');
}
