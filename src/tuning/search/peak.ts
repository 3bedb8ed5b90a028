import type { InstanceArrivals } from '../arrivals/demand.ts';

/** Events per second in the busiest second of the busiest API server. */
export function peakDemandPerSecond(arrivals: readonly Pick<InstanceArrivals, 'index'>[]): number {
  return Math.max(
    0,
    ...arrivals.map(({ index: { timesMs } }) => {
      let from = 0;
      let peak = 0;
      for (let to = 0; to < timesMs.length; to += 1) {
        while ((timesMs[to] as number) - (timesMs[from] as number) >= 1000) from += 1;
        peak = Math.max(peak, to - from + 1);
      }
      return peak;
    }),
  );
}
