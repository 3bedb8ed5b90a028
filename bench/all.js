// The benchmarks that need no more than a machine and its API server, one after another; each prints its value, its peer
// and its goal. The others are named at the end.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const BENCHES = [
  'startup',
  'pipeline',
  'search',
  'pacing',
  'busy',
  'saturation',
  'receiver',
  'forward',
  'follower',
  'probe-receiver',
  'retries',
  'seal',
  'profile',
  'round-trip',
  'change',
  'page',
  'fidelity',
  'recommend',
  'analysis',
];

/** Too long, or with needs of their own: run by name. */
const BY_NAME = {
  crash: 'signals at every moment of a run; 34 runs',
  estimate: 'the table behind what a run is said to cost',
  faults: 'random fault plans on a real kube-apiserver; ten minutes',
  fuzz: '100,000 damaged inputs for each reader; half an hour',
  'large-run': 'five million requests',
  memory: 'memory of events in kube-apiserver; ten minutes',
  soak: 'an hour at a steady rate',
  kind: 'changes of settings on kind (Docker)',
  change: 'with the argument kind: what a change costs there',
  'control-planes': 'three of them on kind',
  'pod-interrupts': 'load from pods, interrupted',
  scale: 'load from pods beside vegeta in pods, and the arithmetic of more',
};
let missed = 0;
for (const name of BENCHES) {
  console.log(`\n# ${name}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`./${name}.js`, import.meta.url))], {
    stdio: 'inherit',
  });
  if (status !== 0) missed += 1;
}
console.log('\nBy name, node bench/NAME.js:');
for (const [name, what] of Object.entries(BY_NAME)) console.log(`  ${name.padEnd(16)}${what}`);
process.exitCode = missed > 0 ? 1 : 0;
