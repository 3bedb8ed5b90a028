import { joined, poissonChunks } from '../../core/poisson.ts';
import type { PlannedLoad } from './planned-load.ts';

/** A GET at level Metadata, measured on kube-apiserver v1.36.3. */
const EVENT_BYTES = 730;

/** A rate of events of one API server, with a burst in the middle of the time. */
export interface FlagsLoad {
  readonly ratePerSecond: number;
  readonly durationMs: number;
  /** Events. */
  readonly burst: number;
  readonly seed: number;
}

/**
 * A rate of events, as a seeded Poisson process, with a burst in its middle, all of it at once: the worst that `--rate`
 * and `--burst` can mean. Sorted, ms, a chunk at a time.
 */
export function* flagsArrivals({ ratePerSecond, durationMs, burst, seed }: FlagsLoad): Generator<Float64Array> {
  const middleMs = durationMs / 2;
  let left = burst;
  for (const chunk of poissonChunks(ratePerSecond, durationMs, seed)) {
    const place = left === 0 ? -1 : chunk.findIndex((atMs) => atMs > middleMs);
    if (place === -1) {
      yield chunk;
      continue;
    }
    yield chunk.subarray(0, place);
    yield new Float64Array(left).fill(middleMs);
    yield chunk.subarray(place);
    left = 0;
  }
  if (left > 0) yield new Float64Array(left).fill(middleMs);
}

/** All of that, where it fits. */
export function plannedFromFlags(load: FlagsLoad): PlannedLoad {
  const { durationMs, burst } = load;
  const middleMs = durationMs / 2;
  const timesMs = joined([...flagsArrivals(load)]);
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
