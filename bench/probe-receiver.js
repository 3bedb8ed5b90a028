// What `probe-receiver` reaches beside plain autocannon with the same bodies, in turns against the same nginx over TLS.
// Goal: at least 0.95 of its batches/s (median of the rounds' ratios).
import autocannon from 'autocannon';
import { eventListBody } from '../dist/load/receiver-probe/event-list-body.js';
import { probeStep } from '../dist/load/receiver-probe/probe-step.js';
import { startNginx } from './nginx.js';
import { median, verdict } from './report.js';

const EVENTS = 400;
const CONNECTIONS = 4;
const ROUNDS = 5;
const SECONDS = 3;

const nginx = await startNginx({ answer: '200' });
const url = `https://127.0.0.1:${nginx.port}/audit`;
const body = eventListBody(EVENTS, 1024, Date.now());
const { caPem, client } = nginx;
const backend = { via: 'external', url, caPem, client, headers: [] };
const { signal } = new AbortController();
const ratios = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const ours = await probeStep({ backend, body, batchEvents: EVENTS, durationMs: SECONDS * 1000 }, CONNECTIONS, signal);
  if (ours.failed > 0) throw new Error(`${ours.failed} POSTs of the probe failed`);
  const plain = await autocannon({
    url,
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
    connections: CONNECTIONS,
    duration: SECONDS,
    tlsOptions: { ca: caPem, cert: client.certificatePem, key: client.keyPem },
  });
  const peer = plain['2xx'] / plain.duration;
  ratios.push(ours.batchesPerSecond / peer);
  console.log(
    `round ${round + 1}: probe-receiver ${ours.batchesPerSecond.toFixed(0)} batches/s, autocannon ${peer.toFixed(0)}, ratio ${(ours.batchesPerSecond / peer).toFixed(3)}`,
  );
}
nginx.stop();
verdict(
  `probe-receiver beside autocannon: ratio ${median(ratios).toFixed(3)} (${(body.length / 1024).toFixed(0)} KiB, ${EVENTS} events, ${CONNECTIONS} at once)`,
  median(ratios) >= 0.95,
  'at least 0.95',
);
