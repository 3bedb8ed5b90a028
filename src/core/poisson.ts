import { seededRandom } from './random.ts';

/** Arrivals that are made at a time. */
const CHUNK = 65_536;

/**
 * Arrival times of a Poisson process, ms from its start, sorted: the gaps are exponential, −ln(1 − u) / rate. Independent
 * clients make such arrivals; evenly spaced ones flatter a small buffer.
 */
export function poissonTimes(ratePerSecond: number, durationMs: number, seed: number): Float64Array {
  return joined([...poissonChunks(ratePerSecond, durationMs, seed)]);
}

/** The same a chunk at a time, so that hours do not stand in memory. */
export function* poissonChunks(ratePerSecond: number, durationMs: number, seed: number): Generator<Float64Array> {
  const random = seededRandom(seed);
  const perMs = ratePerSecond / 1000;
  let chunk = new Float64Array(CHUNK);
  let count = 0;
  for (let atMs = gap(random) / perMs; atMs < durationMs; atMs += gap(random) / perMs) {
    chunk[count] = atMs;
    count += 1;
    if (count < CHUNK) continue;
    yield chunk;
    [chunk, count] = [new Float64Array(CHUNK), 0];
  }
  yield chunk.subarray(0, count);
}

/** Chunks as one. */
export function joined(chunks: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** Exponential with mean 1. */
function gap(random: () => number): number {
  return -Math.log(1 - random());
}

/**
 * Positions in [0, count) of `count` arrivals of a Poisson process whose number is given: sorted uniform numbers, made
 * one after the other,  1 − u₍ₖ₊₁₎ = (1 − u₍ₖ₎) · v^(1/(n − k)), v uniform.  So a phase sends exactly as many requests as
 * its rate says, in clusters as independent clients make them. A position before the last one asked for starts over.
 */
export function poissonPositions(count: number, seed: number): (k: number) => number {
  let random = seededRandom(seed);
  let left = 1;
  let made = 0;
  return (k) => {
    if (k < made - 1) [random, left, made] = [seededRandom(seed), 1, 0];
    for (; made <= k; made += 1) left *= (1 - random()) ** (1 / (count - made));
    return count * (1 - left);
  };
}

/** A seed for each phase of a load: those of neighbours stand far apart (2³² divided by the golden ratio). */
export function phaseSeed(seed: number, phase: number): number {
  return seed + phase * 0x9e3779b9;
}
