// What forwarding adds: POSTs of 400 events at 25 a second to nginx, directly and through the receiver that records them
// and hands them on; in turns, so that a machine that slows down slows both.
// Goal: at most 2 ms at p99.
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { realScope, silentProgress } from '../dist/index.js';
import { webhookSink } from '../dist/sinks/webhook/sink.js';
import { eventList } from './event-list.js';
import { startNginx } from './nginx.js';
import { median, verdict } from './report.js';
import { tempDir } from './temp-dir.js';

const EVENTS = 400;
const PER_SECOND = 25;
const POSTS = 250;
const RUNS = 5;

const dir = tempDir();
const scope = realScope({ signal: new AbortController().signal, seed: 1, progress: silentProgress, runDir: dir });
const nginx = await startNginx({ answer: '200', verifyClient: true });
const { certificatePem, keyPem } = nginx.client;
const backend = {
  via: 'forward',
  url: `https://127.0.0.1:${nginx.port}/audit`,
  caPem: nginx.caPem,
  client: nginx.client,
  headers: [],
};
const address = { bindAddress: '127.0.0.1', receiverHost: '127.0.0.1', port: 0, seed: 1 };
const sink = await webhookSink.open({ ...address, ownBackend: backend }, scope);
const { caPem, clientCertificatePem, clientKeyPem } = sink.target;
const direct = {
  url: backend.url,
  agent: new Agent({ connect: { ca: nginx.caPem, cert: certificatePem, key: keyPem } }),
};
const through = {
  url: sink.target.url,
  agent: new Agent({ connect: { ca: caPem, cert: clientCertificatePem, key: clientKeyPem } }),
};
const body = eventList(EVENTS);
await sink.recordTo(join(dir, 'events.jsonl'));
await measure(through, POSTS / 5);
const added = [];
for (let run = 0; run < RUNS; run += 1) {
  const plain = await measure(direct, POSTS);
  const forwarded = await measure(through, POSTS);
  added.push(forwarded - plain);
  console.log(`p99 directly ${plain.toFixed(2)} ms, through the receiver ${forwarded.toFixed(2)} ms`);
}
const { delivered } = await sink.counters();
if (delivered !== (RUNS * POSTS + POSTS / 5) * EVENTS) throw new Error(`the receiver counted ${delivered} events`);
await Promise.all([direct.agent.destroy(), through.agent.destroy()]);
await sink.close();
nginx.stop();
verdict(
  `forwarding adds ${median(added).toFixed(2)} ms at p99, at ${PER_SECOND} batches/s of ${EVENTS} events (${(body.length / 1024).toFixed(0)} KiB)`,
  median(added) <= 2,
  'at most 2 ms',
);

/** Sends on a grid, whatever the answers take; the 99th percentile of what they took, ms. */
async function measure({ url, agent }, posts) {
  const startMs = performance.now();
  const tookMs = await Promise.all(
    Array.from({ length: posts }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, (index * 1000) / PER_SECOND));
      const sentMs = performance.now();
      const answer = await request(url, { method: 'POST', body, dispatcher: agent });
      await answer.body.dump();
      return performance.now() - sentMs;
    }),
  );
  if (performance.now() - startMs < ((posts - 1) * 1000) / PER_SECOND) throw new Error('sent too early');
  return tookMs.sort((a, b) => a - b)[Math.ceil(posts * 0.99) - 1];
}
