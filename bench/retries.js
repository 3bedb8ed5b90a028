// Retries of a real kube-apiserver as the receiver sees them, beside the model's: waits between the POSTs of a batch,
// how many there are, Retry-After, and events that come again after a POST that arrived and was not answered in time.
// Goal: no wait is shorter than the model's least; the median of each is within the model's range (a busy machine is
// late, never early); five POSTs; every event that came again is counted.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clusterText, runText, scenarioText } from './run-scenario.js';
import { median, verdict } from './report.js';

const INITIAL_MS = 200;
const [FACTOR, JITTER, POSTS] = [1.5, 0.2, 5];
/** Between a POST's answer and the next POST there is also the way there and back. */
const WAY_MS = 30;

const run = async (faults, duration) => {
  const body = [
    'policy: metadata-complete',
    'raw: full',
    `receiver: { faults: [${faults}] }`,
    `load: { phases: [{ rate: 100/s, duration: ${duration} }] }`,
    `variants: [{ name: a, bufferSize: 10000, maxBatchSize: 50, maxBatchWait: 500ms, throttleQps: 100, throttleBurst: 100, initialBackoff: ${INITIAL_MS}ms }]`,
    'objectives: {}',
  ].join('\n');
  const { result, runDir } = await runText(scenarioText('retries', body), clusterText('local'));
  const trial = result.trials[0];
  if (trial.error !== null) throw new Error(trial.error);
  const records = readFileSync(join(runDir, 'trials', trial.id, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n');
  return { trial, chains: chainsOf(records.map((line) => JSON.parse(line))) };
};

/** The POSTs of each batch that was not taken at first, in their order. */
function chainsOf(records) {
  const chains = new Map();
  for (const record of records) {
    const [first] = record.events;
    if (first === undefined) continue;
    const name = `${first[0]} ${first[1]} ${record.events.length}`;
    chains.set(name, [...(chains.get(name) ?? []), record]);
  }
  // One that is never answered is written down when its client has gone, after the next one.
  for (const chain of chains.values()) chain.sort((a, b) => a.arrivedMs - b.arrivedMs);
  return [...chains.values()].filter(([{ delivered }]) => !delivered);
}

const gapMs = (chain, at) => chain[at].arrivedMs - (chain[at - 1].answeredMs ?? chain[at - 1].arrivedMs);

console.log(`every POST answered 500, initial backoff ${INITIAL_MS} ms`);
const refused = await run('{ kind: status, status: 500 }', '4s');
const whole = refused.chains.filter((chain) => chain.length === POSTS);
console.log(`${whole.length} of ${refused.chains.length} batches were POSTed ${POSTS} times`);
for (let at = 1; at < POSTS; at += 1) {
  const gaps = whole.map((chain) => gapMs(chain, at));
  const least = INITIAL_MS * FACTOR ** (at - 1);
  const most = least * (1 + JITTER);
  const middle = median(gaps);
  verdict(
    `wait ${at}: ${Math.min(...gaps).toFixed(1)} / ${middle.toFixed(1)} / ${Math.max(...gaps).toFixed(1)} ms (least, median, most); model ${least.toFixed(0)} to ${most.toFixed(0)}`,
    Math.min(...gaps) >= least - 1 && middle <= most + WAY_MS,
    'not shorter than the model, median in its range',
  );
}
verdict(
  `given up: ${refused.trial.events.failed} events by the counters, ${refused.trial.predicted?.failed} by the model, ${refused.trial.events.unexplained} unexplained`,
  refused.chains.every((chain) => chain.length <= POSTS) && refused.trial.events.unexplained === 0,
  `at most ${POSTS} POSTs, nothing unexplained`,
);

console.log('every POST of two seconds answered 429 with Retry-After: 1');
const later = await run('{ kind: status, status: 429, retryAfter: 1, for: 2s }', '3s');
const waits = later.chains.filter((chain) => chain.length > 1).map((chain) => gapMs(chain, 1));
verdict(
  `Retry-After: ${Math.min(...waits).toFixed(0)} / ${median(waits).toFixed(0)} ms (least, median) of ${waits.length} batches; ${later.trial.events.failed} events given up`,
  Math.min(...waits) >= 1000 - 1 && later.trial.events.failed === 0,
  'never sooner than a second, nothing given up',
);

console.log('POSTs of a second are answered after 32 s, when kube-apiserver has given them up (30 s)');
const late = await run('{ kind: latency, add: 32s, for: 1s }', '2s');
const unanswered = late.chains.filter(([{ status }, second]) => status === null && second !== undefined);
const again = unanswered.reduce((sum, [{ events }]) => sum + events.length, 0);
verdict(
  `time-outs: ${unanswered.length} batches came again after ${median(unanswered.map(([first, second]) => (second.arrivedMs - first.arrivedMs) / 1000)).toFixed(2)} s (median), ${late.trial.receiver.retries.sentAgain} events counted as sent again, ${again} by the records; lost ${late.trial.ours.missing}`,
  again > 0 && late.trial.receiver.retries.sentAgain === again && late.trial.ours.missing === 0,
  'all of them, and none lost',
);
