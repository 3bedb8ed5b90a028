// A changed variant on local, from a drained buffer: stop to path proved again. Goal: at most 4 s (median).
import { clusterText, runText, scenarioText } from './run-scenario.js';
import { median, verdict } from './report.js';

const provider = process.argv[2] ?? 'local';
const goalMs = provider === 'kind' ? 6000 : 4000;
const variants = [1000, 1100, 1200, 1300, 1400, 1500].map(
  (size) =>
    `  - { name: b${size}, bufferSize: ${size}, maxBatchSize: 100, maxBatchWait: 1s, throttleQps: 20, throttleBurst: 20 }`,
);
const body = `policy: metadata-complete\nload:\n  phases: [{ rate: 50/s, duration: 1s }]\nvariants:\n${variants.join('\n')}`;
const times = [];
let applyingMs = null;
const progress = {
  step(text) {
    if (text.endsWith('applying settings')) applyingMs = performance.now();
    else if (!text.endsWith('proving the path') && applyingMs !== null) {
      times.push(performance.now() - applyingMs);
      applyingMs = null;
    }
  },
  note: (text) => console.log(text),
};
await runText(scenarioText('change', body), clusterText(provider), progress);
// The first trial takes the settings that the cluster was started with.
const changes = times.slice(1);
verdict(
  `change of settings on ${provider}: median ${(median(changes) / 1000).toFixed(2)} s of ${changes.length} (${changes.map((ms) => (ms / 1000).toFixed(2)).join(', ')})`,
  median(changes) <= goalMs,
  `at most ${goalMs / 1000} s`,
);
