// The pipeline model in virtual time. Goal: at least 10 million events/s.
import { kubernetesDefaults, simulate } from '../dist/index.js';
import { median, verdict } from './report.js';

const EVENTS = 2_000_000;
const settings = kubernetesDefaults('webhook');
const run = (perSecond) => {
  const times = Float64Array.from({ length: EVENTS }, (_, index) => (index * 1000) / perSecond);
  const startMs = performance.now();
  const { dropped } = simulate(times, settings);
  return { rate: (EVENTS / (performance.now() - startMs)) * 1000, dropped };
};
for (const [name, perSecond] of [
  ['below the ceiling', 3500],
  ['above it, dropping', 8000],
]) {
  run(perSecond);
  const rates = Array.from({ length: 5 }, () => run(perSecond).rate);
  verdict(
    `pipeline ${name}: ${(median(rates) / 1e6).toFixed(1)} million events/s`,
    median(rates) >= 10e6,
    'at least 10 million',
  );
}
