import type { PlannedLoad } from '../arrivals/planned-load.ts';

/** A steady rate of events with a burst in its middle, all of it at once: the worst that `--rate` and `--burst` can mean. */
export function plannedFromFlags(ratePerSecond: number, durationMs: number, burst: number): PlannedLoad {
  const steady = Math.round((ratePerSecond * durationMs) / 1000);
  const middleMs = durationMs / 2;
  const times = Array.from({ length: steady }, (_, index) => (index * 1000) / ratePerSecond);
  const timesMs = Float64Array.from([...times, ...Array.from({ length: burst }, () => middleMs)]).sort();
  return {
    arrivals: { instance: 'apiserver-1', timesMs, sizesBytes: new Float64Array(timesMs.length), timerStartMs: null },
    phases: [{ kind: 'constant', startMs: 0, endMs: durationMs }],
    eventBytesMean: 730,
    eventBytesMax: 730,
    allAtOnce: burst > 0,
  };
}
