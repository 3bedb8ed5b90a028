// Random fault plans of the receiver, and API servers that are killed or restarted, against a real kube-apiserver.
// Usage: node bench/faults.js [local|embedded] [--seed 1] [--plans 20] [--from 1]
// Goal: in each generated = dropped + discarded + failed + delivered + in flight + lost at restart, nothing unexplained.
import { parseArgs } from 'node:util';
import { seededRandom } from '../dist/core/random.js';
import { clusterText, runText, scenarioText } from './run-scenario.js';
import { verdict } from './report.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    plans: { type: 'string', default: '20' },
    from: { type: 'string', default: '1' },
  },
});
const [provider = 'local'] = positionals;
const LOAD_MS = 4000;
/** A refused batch is given up within a second and a half. */
const BACKOFF = '100ms';

let random = () => 0;
const between = (least, most) => least + Math.floor(random() * (most - least + 1));
const oneOf = (list) => list[between(0, list.length - 1)];

/** Of a hang the client only knows after its 30 s, so hangs are short and few. */
const FAULTS = {
  status: () => `kind: status, status: ${oneOf([400, 429, 500, 503])}, ratio: ${oneOf([0.2, 0.5, 1])}`,
  later: () => `kind: status, status: 429, retryAfter: 1, ratio: ${oneOf([0.3, 1])}`,
  latency: () => `kind: latency, add: ${between(5, 1500)}ms`,
  quantiles: () => `kind: latency, p50: 20ms, p99: ${between(50, 2000)}ms`,
  perEvent: () => `kind: latency, perEvent: ${between(1, 20)}ms`,
  bodyLimit: () => `kind: body-limit, size: ${between(2, 20)}KiB`,
  requests: () => `kind: limit, requestsPerSecond: ${between(1, 20)}`,
  concurrency: () => `kind: limit, concurrency: ${between(1, 5)}`,
  slowRead: () => `kind: slow-read, bytesPerSecond: ${between(5, 200)}KiB`,
  refuse: () => 'kind: refuse',
  tls: () => 'kind: tls',
  restart: () => 'kind: restart',
  hang: () => `kind: hang, ratio: ${oneOf([0.1, 0.3])}`,
};

function planOf(seed) {
  random = seededRandom(seed);
  const faults = Array.from({ length: between(1, 3) }, () => {
    const name = oneOf(Object.keys(FAULTS));
    const at = between(0, LOAD_MS / 2);
    return `{ ${FAULTS[name]()}, at: ${at}ms, for: ${between(200, name === 'hang' ? 500 : LOAD_MS - at)}ms }`;
  });
  const restart = random() < 0.3 ? `{ kind: ${oneOf(['kill', 'restart'])}, at: ${between(1000, 3000)}ms }` : null;
  const size = oneOf([10, 50, 200]);
  const settings = [
    `bufferSize: ${oneOf([50, 500, 5000])}`,
    `maxBatchSize: ${size}`,
    `maxBatchWait: ${oneOf([200, 500, 1000])}ms`,
    `throttleQps: ${oneOf([5, 10, 50])}`,
    `throttleBurst: ${oneOf([1, 5, 15])}`,
    `initialBackoff: ${BACKOFF}`,
  ];
  return { faults, restart, settings };
}

async function account(seed) {
  const { faults, restart, settings } = planOf(seed);
  console.log(
    `plan ${seed}: ${faults.join(' ')}${restart === null ? '' : ` API server ${restart}`}; ${settings.join(', ')}`,
  );
  const body = [
    'policy: metadata-complete',
    `receiver: { faults: [${faults.join(', ')}] }`,
    ...(restart === null ? [] : [`apiserver: { faults: [${restart}] }`]),
    `load: { requests: [{ verb: get, resource: configmaps }], phases: [{ rate: 150/s, duration: ${LOAD_MS}ms }] }`,
    `variants: [{ name: a, ${settings.join(', ')} }]`,
    'objectives: {}',
  ].join('\n');
  const { result } = await runText(scenarioText('faults', body), clusterText(provider));
  const [trial] = result.trials;
  if (trial.error !== null) return { holds: false, text: trial.error };
  const { generated, dropped, discarded, failed, delivered, inFlight, lostAtRestart = 0, unexplained } = trial.events;
  const sum = dropped + discarded + failed + delivered + inFlight + (lostAtRestart ?? 0);
  const doubts = trial.doubts.map(({ sentence }) => sentence).join('; ');
  const text = `${generated} = ${dropped} dropped + ${discarded} discarded + ${failed} failed + ${delivered} delivered + ${inFlight} in flight + ${lostAtRestart ?? 0} lost at restart, ${unexplained} unexplained${doubts === '' ? '' : `; doubts: ${doubts}`}`;
  return { holds: generated === sum && unexplained === 0, text };
}

let held = 0;
const plans = Number(values.plans);
const first = Number(values.from);
console.log(`seed ${values.seed}: plans ${first} to ${first + plans - 1} on ${provider}`);
for (let plan = first; plan < first + plans; plan += 1) {
  const { holds, text } = await account(Number(values.seed) * 1000 + plan);
  if (holds) held += 1;
  console.log(`  ${holds ? 'holds' : 'FAILED'}: ${text}`);
}
verdict(`the account of ${held} of ${plans} fault plans adds up`, held === plans, 'all of them');
