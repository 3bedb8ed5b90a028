import { poissonTimes } from '../../core/poisson.ts';
import type { PlannedLoad } from './planned-load.ts';

/** A GET at level Metadata, measured on kube-apiserver v1.36.3. */
const EVENT_BYTES = 730;

/**
 * A rate of events, as a seeded Poisson process, with a burst in its middle, all of it at once: the worst that `--rate`
 * and `--burst` can mean.
 */
export function plannedFromFlags(ratePerSecond: number, durationMs: number, burst: number, seed: number): PlannedLoad {
  const middleMs = durationMs / 2;
  const steady = poissonTimes(ratePerSecond, durationMs, seed);
  const before = steady.findIndex((atMs) => atMs > middleMs);
  const from = before === -1 ? steady.length : before;
  const timesMs = new Float64Array(steady.length + burst);
  timesMs.set(steady.subarray(0, from));
  timesMs.fill(middleMs, from, from + burst);
  timesMs.set(steady.subarray(from), from + burst);
  return {
    arrivals: {
      instance: 'apiserver-1',
      timesMs,
      sizesBytes: new Float64Array(timesMs.length),
      lateMs: new Float64Array(timesMs.length),
      timerStartMs: null,
    },
    phases: [
      { kind: 'constant', startMs: 0, endMs: middleMs },
      // The burst has no duration; it lies between the halves of the rate, so it does not count as sustained.
      { kind: 'burst', startMs: middleMs, endMs: middleMs + SMALLEST_SPAN_MS },
      { kind: 'constant', startMs: middleMs + SMALLEST_SPAN_MS, endMs: durationMs },
    ],
    eventBytesMean: EVENT_BYTES,
    eventBytesMax: EVENT_BYTES,
    allAtOnce: burst > 0,
  };
}

const SMALLEST_SPAN_MS = 1e-6;
