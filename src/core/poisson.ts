import { seededRandom } from './random.ts';

/**
 * Arrival times of a Poisson process, ms from its start, sorted: the gaps are exponential, −ln(1 − u) / rate. Independent
 * clients make such arrivals; evenly spaced ones flatter a small buffer.
 */
export function poissonTimes(ratePerSecond: number, durationMs: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const times: number[] = [];
  const perMs = ratePerSecond / 1000;
  for (let atMs = gap(random) / perMs; atMs < durationMs; atMs += gap(random) / perMs) times.push(atMs);
  return Float64Array.from(times);
}

/** Exponential with mean 1. */
function gap(random: () => number): number {
  return -Math.log(1 - random());
}
