// Saturation with numbered, recorded requests beside plain autocannon: same requests, same connections.
// Goal: at least 0.95 of it against a real kube-apiserver, at least 0.6 against an empty loopback server.
import autocannon from 'autocannon';
import { runBurst } from '../dist/load/sending/burst-engine.js';
import { startRealApiserver } from './real-apiserver.js';
import { median, verdict } from './report.js';
import { withLoopbackServer } from './with-server.js';

const CONNECTIONS = 32;
const RUNS = 5;

await withLoopbackServer((server) => compare('an empty loopback server', server, 20_000, 0.6));
const real = await startRealApiserver();
await compare('a real kube-apiserver', real, 6000, 0.95);
await real.close();

async function compare(name, server, amount, goal) {
  const plain = [];
  const numbered = [];
  await runPlain(server, 1000);
  for (let run = 0; run < RUNS; run += 1) {
    plain.push(await runPlain(server, amount));
    numbered.push(await runNumbered(server, amount));
  }
  const ratio = median(numbered) / median(plain);
  const text = `saturation of ${name}: ${Math.round(median(numbered))} requests/s numbered, plain autocannon ${Math.round(median(plain))}, ratio ${ratio.toFixed(2)}`;
  verdict(text, ratio >= goal, `at least ${goal}`);
}

/** Requests/s from the first send to the last answer. */
async function runPlain({ instance, client, caPem }, amount) {
  let last = 0;
  const startMs = performance.now();
  await autocannon({
    url: `${instance.origin}/version`,
    connections: CONNECTIONS,
    amount,
    sampleInt: 100,
    tlsOptions: { ca: caPem, cert: client.certificatePem, key: client.keyPem },
    setupClient: (connection) => connection.on('response', () => (last = performance.now())),
  });
  return (amount * 1000) / (last - startMs);
}

async function runNumbered({ instance, client, caPem }, amount) {
  let last = 0;
  let number = 0;
  const next = () => {
    number += 1;
    const request = { method: 'GET', url: '/version', body: null, contentType: null, id: `ab-aaaaaa-m${number}` };
    return { request, settled: () => (last = performance.now()) };
  };
  const startMs = performance.now();
  await runBurst({
    gate: { origin: instance.origin, instance: instance.name, caPem, credentials: client, balancer: null },
    connections: CONNECTIONS,
    amount,
    next,
    signal: new AbortController().signal,
  });
  return (amount * 1000) / (last - startMs);
}
