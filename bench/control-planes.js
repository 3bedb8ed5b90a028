// Several control planes of kind: a recommendation that is proved on each of them, and API servers that end in a burst.
// With two, stopping one takes etcd's majority, so that three it is.
// Usage: node bench/control-planes.js [tune] [restart] [--count 3]    Before: eval "$(../shared/lab/kind-up)"
// Goals: verified, with nothing lost at any API server; of a kill and a restart everything accounted for by instance.
import { parseArgs } from 'node:util';
import { verdict } from './report.js';
import { clusterText, runText, scenarioText } from './run-scenario.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { count: { type: 'string', default: '3' } },
});
const count = Number(values.count);
/** What three control planes ask of themselves would be a doubt on a small machine, and be measured again. */
const POLICY = `policy:
  apiVersion: audit.k8s.io/v1
  kind: Policy
  omitStages: [RequestReceived]
  rules: [{ level: Metadata, users: [audit-bench] }]`;
const TUNE = `${POLICY}
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ rate: 60/s, duration: 1s, measure: false }, { rate: 90/s, duration: 4s }]
repeat: 1
current: { maxBatchWait: 1s }
tune: { headroom: 1.2 }`;
const RESTART = `${POLICY}
load:
  requests: [{ verb: get, resource: configmaps }]
  phases: [{ rate: 90/s, duration: 24s }]
apiserver: { faults: [{ kind: kill, at: 3s, instance: 2 }, { kind: restart, at: 14s, instance: 3 }] }
variants: [{ name: slow, maxBatchSize: 20, maxBatchWait: 1s, throttleQps: 1, throttleBurst: 1 }]`;
const wanted = (part) => positionals.length === 0 || positionals.includes(part);

if (wanted('tune')) await tune();
if (wanted('restart')) await restart();

async function tune() {
  const { result, seconds } = await timed(TUNE);
  const { recommendation, trials } = result;
  for (const trial of trials) tellTrial(trial);
  const proofs = trials.filter(({ id }) => recommendation?.verifiedBy.includes(id));
  const lost = proofs.flatMap(({ instances }) => instances.map(({ dropped }) => dropped ?? 0));
  verdict(
    `${count} control planes, tuned in ${seconds.toFixed(0)} s: ${recommendation?.verified ? 'verified' : 'NOT verified'} by ${proofs.length} trials, events dropped at each API server in each of them: ${lost.join(', ')}`,
    recommendation?.verified === true && lost.length >= count && lost.every((dropped) => dropped === 0),
    'verified, none lost',
  );
}

async function restart() {
  const { result, seconds } = await timed(RESTART);
  for (const trial of result.trials) tellTrial(trial);
  const { events, restarts = [] } = result.trials.at(-1);
  for (const each of restarts) console.log(`  ${JSON.stringify(each)}`);
  verdict(
    `${count} control planes, one killed and one restarted, in ${seconds.toFixed(0)} s: ${events.generated} events, lost at the ends ${events.lostAtRestart}, dropped ${events.dropped}, delivered ${events.delivered}, in flight ${events.inFlight}, unexplained ${events.unexplained}`,
    events.unexplained === 0 && events.inFlight === 0 && restarts.length === 2,
    'nothing unexplained, nothing in flight',
  );
}

async function timed(body) {
  const startMs = performance.now();
  const step = (text) => console.log(`  ${((performance.now() - startMs) / 1000).toFixed(0).padStart(4)} s ${text}`);
  const progress = { trial: step, step, note: step };
  const { result } = await runText(scenarioText('control-planes', body), clusterText('kind', count), progress);
  return { result, seconds: (performance.now() - startMs) / 1000 };
}

function tellTrial({ id, instances, doubts, error }) {
  const each = instances.map(({ name, generated, dropped }) => `${name} ${generated} generated, ${dropped} dropped`);
  console.log(`  ${id}: ${each.join('; ')}`);
  for (const { sentence } of doubts) console.log(`    doubt: ${sentence}`);
  if (error) console.log(`    ${error}`);
}
