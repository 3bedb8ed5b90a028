// Every benchmark, one after another; each prints its value, its peer and its goal.
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
// bench/faults.js takes ten minutes; bench/kind.js and `bench/change.js kind` need Docker and kind: run them by name.
let missed = 0;
for (const name of BENCHES) {
  console.log(`\n# ${name}`);
  const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(`./${name}.js`, import.meta.url))], {
    stdio: 'inherit',
  });
  if (status !== 0) missed += 1;
}
process.exitCode = missed > 0 ? 1 : 0;
