// Memory that audit events hold in a real kube-apiserver, beside the model's figure: its resident memory after a load
// whose events wait, minus what the same load costs when each of them is dropped.
// They wait in the buffer (a throttle that lets nothing through), or in POSTs (a receiver that never answers).
// Goal: the model within 20 % of what was measured.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { Agent, request } from 'undici';
import { readCounters } from '../dist/probes/apiserver-counters.js';
import { bufferedEventBytes, postedEventBytes } from '../dist/tuning/search/memory.js';
import { startRealApiserver } from './real-apiserver.js';
import { median, verdict } from './report.js';

const REQUESTS = Number(process.env.AUDIT_BENCH_MEMORY_REQUESTS ?? 40_000);
const RUNS = Number(process.env.AUDIT_BENCH_MEMORY_RUNS ?? 1);
const CLOSED = { throttleEnabled: true, throttleQps: 0.0001, throttleBurst: 1 };
const BASE = { mode: 'batch', initialBackoffMs: 10_000, truncate: null, maxBatchWaitMs: 1000, maxBatchSize: 1 };
const HANG = { fromMs: 0, forMs: null, share: 1, what: { kind: 'hang' } };

const PLACES = {
  buffer: { memoryBytes: bufferedEventBytes, settings: { ...BASE, ...CLOSED, bufferSize: 2 * REQUESTS } },
  POSTs: {
    memoryBytes: postedEventBytes,
    settings: {
      ...BASE,
      maxBatchSize: 400,
      throttleEnabled: false,
      throttleQps: 0,
      throttleBurst: 0,
      bufferSize: 10_000,
    },
    windows: [HANG],
  },
};
/** Some events a second are delivered, so that their size is known. */
const DROPPED = { settings: { ...BASE, ...CLOSED, throttleQps: 20, bufferSize: 1 } };

for (const [policy, bodyBytes] of [
  ['metadata-complete', 0],
  ['request-response-complete', 1024],
  ['request-response-complete', 8192],
]) {
  const count = bodyBytes > 4000 ? REQUESTS / 4 : REQUESTS;
  const dropped = [];
  const sizes = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { growthBytes, eventBytes } = await growth({ policy, ...DROPPED }, bodyBytes, count);
    dropped.push(growthBytes);
    sizes.push(eventBytes);
  }
  for (const [place, options] of Object.entries(PLACES)) {
    const perEvent = [];
    for (let run = 0; run < RUNS; run += 1) {
      const { growthBytes, held } = await growth({ policy, ...options }, bodyBytes, count);
      perEvent.push((growthBytes - median(dropped)) / held);
      console.log(
        `  ${place}: ${mib(growthBytes)} MiB more with ${held} events held, ${mib(median(dropped))} MiB with all of them dropped`,
      );
    }
    const measured = median(perEvent);
    const model = options.memoryBytes(median(sizes));
    verdict(
      `${policy}, events of ${Math.round(median(sizes))} B in the ${place}: ${Math.round(measured)} B of memory each, model ${Math.round(model)} (${((model / measured - 1) * 100).toFixed(0)} %)`,
      Math.abs(model / measured - 1) <= 0.2,
      'within 20 %',
    );
  }
}

/** What the load adds to the resident memory, how many of its events are held then, and how large those delivered were. */
async function growth(options, bodyBytes, count) {
  const real = await startRealApiserver(options);
  const { certificatePem, keyPem } = real.client;
  const agent = new Agent({ connect: { ca: real.caPem, cert: certificatePem, key: keyPem } });
  const call = async (path, method = 'GET', body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await request(`${real.instance.origin}${path}`, { method, body, headers, dispatcher: agent });
    return answer.body.text();
  };
  try {
    const path = '/api/v1/namespaces/default/configmaps';
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'held' },
      data: { x: 'x'.repeat(bodyBytes) },
    };
    await call(path, 'POST', JSON.stringify(object));
    const file = join(real.runDir, 'events.jsonl');
    await real.sink.recordTo(file);
    const before = readCounters(await call('/metrics'));
    await autocannon({
      url: `${real.instance.origin}${path}/held`,
      connections: 16,
      amount: count,
      tlsOptions: { ca: real.caPem, cert: certificatePem, key: keyPem },
    });
    const after = readCounters(await call('/metrics'));
    await real.sink.flush();
    const { delivered } = await real.sink.counters();
    const events = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line) => JSON.parse(line).events);
    const generated = after.generated - before.generated;
    return {
      growthBytes: after.residentMemoryBytes - before.residentMemoryBytes,
      held: generated - (after.errors.buffered - before.errors.buffered) - delivered,
      eventBytes: median(events.map((event) => event[4])),
    };
  } finally {
    await agent.destroy();
    await real.close();
  }
}

function mib(bytes) {
  return (bytes / 2 ** 20).toFixed(0);
}
