// Pacing error to the ideal grid, beside vegeta, against nginx on loopback over TLS: a server that is never late itself.
// Goal: achieved rate within 0.1 %, p99 error below vegeta's, at 500, 1,000, 2,000 and 5,000 requests/s.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realScope, silentProgress } from '../dist/index.js';
import { loadDriver } from '../dist/load/driver.js';
import { forkedWorkers } from '../dist/load/workers/forked-workers.js';
import { startNginx } from './nginx.js';
import { median, quantile, verdict } from './report.js';
import { tempDir } from './temp-dir.js';
import { attackWithVegeta } from './vegeta.js';

const SECONDS = 5;
const RUNS = 5;

const server = await startNginx({ answer: `200 '{}'`, verifyClient: true });
try {
  for (const rate of [500, 1000, 2000, 5000]) {
    const ours = [];
    const theirs = [];
    for (let run = 0; run < RUNS; run += 1) {
      ours.push(await paceOurs(server, rate));
      theirs.push(paceVegeta(server, rate));
    }
    const middle = (runs, key) => median(runs.map((result) => result[key]));
    const text = `pacing ${rate}/s: p50/p99 error ${middle(ours, 'p50').toFixed(2)}/${middle(ours, 'p99').toFixed(2)} ms, vegeta ${middle(theirs, 'p50').toFixed(2)}/${middle(theirs, 'p99').toFixed(2)} ms, ratio of p99 ${(middle(ours, 'p99') / middle(theirs, 'p99')).toFixed(2)}`;
    verdict(text, middle(ours, 'p99') < middle(theirs, 'p99'), 'ratio below 1');
    const off = middle(ours, 'rateError');
    verdict(`rate ${rate}/s: off by ${(off * 100).toFixed(3)} %`, off <= 0.001, 'within 0.1 %');
  }
} finally {
  server.stop();
}

async function paceOurs(server, rate) {
  const runDir = tempDir();
  const scope = realScope({ signal: new AbortController().signal, seed: 1, progress: silentProgress, runDir });
  const load = {
    identity: { user: 'bench', groups: [] },
    connections: 32,
    workers: 1,
    requests: [{ kind: 'path', path: '/', weight: 1 }],
    phases: [{ name: 'c', measure: true, kind: 'constant', ratePerSecond: rate, durationMs: SECONDS * 1000 }],
  };
  const recordFile = join(runDir, 'requests.jsonl');
  const { caPem, client, port } = server;
  const generator = await loadDriver(forkedWorkers).open(
    {
      load,
      multiple: 1,
      instances: [{ name: 'loopback', origin: `https://127.0.0.1:${port}` }],
      caPem,
      credentials: client,
      admin: client,
      trialKey: 'aaaaaa',
      seed: 1,
      recordFile,
    },
    scope,
  );
  await generator.setUp();
  await generator.run([0], () => {});
  await generator.close();
  const records = readFileSync(recordFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  return summary(
    records.map(({ sentMs, intendedMs }) => sentMs - intendedMs),
    records.map(({ sentMs }) => sentMs),
    rate,
  );
}

function paceVegeta(server, rate) {
  const url = `https://127.0.0.1:${server.port}/`;
  const lines = attackWithVegeta({
    url,
    rate,
    seconds: SECONDS,
    connections: 32,
    caPem: server.caPem,
    client: server.client,
  });
  const sent = lines
    .map(
      ({ timestamp }) =>
        Date.parse(timestamp.slice(0, 23) + 'Z') + Number(`0.${timestamp.slice(23).replace(/\D.*$/, '') || 0}`),
    )
    .sort((a, b) => a - b);
  return summary(
    sent.map((atMs, index) => atMs - sent[0] - (index * 1000) / rate),
    sent,
    rate,
  );
}

/** vegeta does not tell when it meant to begin: both grids are laid through the median of what was sent. */
function summary(offsets, sent, rate) {
  const middle = median(offsets);
  const errors = offsets.map((offset) => Math.abs(offset - middle));
  const span = Math.max(...sent) - Math.min(...sent);
  const achieved = ((sent.length - 1) * 1000) / span;
  return { p50: quantile(errors, 0.5), p99: quantile(errors, 0.99), rateError: Math.abs(achieved - rate) / rate };
}
