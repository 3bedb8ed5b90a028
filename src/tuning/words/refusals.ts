import type { TuneLimits } from '../../core/scenario.ts';
import { formatBytes, formatCount, formatMs } from '../../core/units.ts';
import type { SearchOutcome } from '../search/search.ts';

/** How a scenario file writes each limit. */
const LIMITS: Readonly<Record<keyof TuneLimits, { readonly key: string; readonly show: (value: number) => string }>> = {
  bufferMemoryBytes: { key: 'bufferMemory', show: formatBytes },
  receiverRequestsPerSecond: { key: 'receiverRequestsPerSecond', show: formatCount },
  receiverConcurrency: { key: 'receiverConcurrency', show: formatCount },
  bodyBytes: { key: 'bodySize', show: formatBytes },
  eventBytes: { key: 'eventSize', show: formatBytes },
  deliveryLagMs: { key: 'deliveryLag', show: formatMs },
  shutdownDrainMs: { key: 'shutdownDrain', show: formatMs },
};

/** A limit and the value that breaks it. */
export function describeLimit(limit: keyof TuneLimits, max: number, actual: number): string {
  const { key, show } = LIMITS[limit];
  return `tune.limits.${key} ${show(max)} is below the ${show(actual)} that it takes`;
}

/** Why combinations were left out: the two numbers that clash, a sentence for each limit. */
export function describeRefusals({ refusals, tooSlow }: SearchOutcome): readonly string[] {
  const { refused, neededPerSecond, largestPerSecond } = tooSlow;
  const slow = `tune.space: ${formatCount(refused)} combinations let through less than the ${formatCount(neededPerSecond)} events/s of the load with headroom; the largest ceiling (maxBatchSize × throttleQps) of any is ${formatCount(largestPerSecond)} events/s`;
  return [
    ...refusals.map(({ limit, max, nearest, refused: count }) => {
      const { key, show } = LIMITS[limit];
      return `tune.limits.${key} ${show(max)} is in the way of ${formatCount(count)} combinations; the nearest value that any of them reaches is ${show(nearest)}`;
    }),
    ...(refused > 0 ? [slow] : []),
  ];
}
