import { formatBytes, formatCount, formatMs } from '../../core/units.ts';
import type { BrokenLimit, LimitName } from '../search/limits.ts';
import type { SearchOutcome } from '../search/search.ts';

interface LimitWords {
  /** How a scenario file writes it. */
  readonly key: string;
  readonly show: (value: number) => string;
  /** What has the value; with the flag that decides it where there is one. */
  readonly what: (actual: string) => string;
  /** The same where nothing bounds the value. */
  readonly boundless?: string;
}

const LIMITS: Readonly<Record<LimitName, LimitWords>> = {
  bufferMemoryBytes: {
    key: 'tune.limits.bufferMemory',
    show: formatBytes,
    what: (actual) => `a full buffer of ${actual}`,
  },
  receiverRequestsPerSecond: {
    key: 'tune.limits.receiverRequestsPerSecond',
    show: formatCount,
    what: (actual) => `up to ${actual} requests/s from all API servers (throttle-qps)`,
    boundless: 'any number of requests/s, for there is no throttle,',
  },
  receiverConcurrency: {
    key: 'tune.limits.receiverConcurrency',
    show: formatCount,
    what: (actual) => `up to ${actual} requests at once (throttle-burst)`,
    boundless: 'any number of requests at once, for there is no throttle,',
  },
  bodyBytes: {
    key: 'tune.limits.bodySize',
    show: formatBytes,
    what: (actual) => `bodies of up to ${actual} (batch-max-size)`,
    boundless: 'bodies of any size, for bodies are audited and truncation is off,',
  },
  eventBytes: {
    key: 'tune.limits.eventSize',
    show: formatBytes,
    what: (actual) => `events of up to ${actual}`,
    boundless: 'events of any size, for bodies are audited and truncation is off,',
  },
  deliveryLagMs: {
    key: 'tune.limits.deliveryLag',
    show: formatMs,
    what: (actual) => `a lag of up to ${actual} (batch-max-wait and the backlog)`,
  },
  shutdownDrainMs: {
    key: 'tune.limits.shutdownDrain',
    show: formatMs,
    what: (actual) => `${actual} to drain a full buffer at shutdown`,
  },
  lagObjective: {
    key: 'objectives.deliveryLagP99',
    show: formatMs,
    what: (actual) => `a lag of ${actual} (p99) at the load`,
  },
  receiverOutage: {
    key: 'tune.survive.receiverOutage',
    show: formatMs,
    what: (actual) => `batches given up after ${actual} (initial-backoff)`,
  },
};

/** A limit that is broken, with both numbers: `a lag of up to 30 s … against an allowed 20 s (tune.limits.deliveryLag)`. */
export function describeLimit({ limit, max, actual }: BrokenLimit): string {
  const { key, show, what, boundless } = LIMITS[limit];
  const value = Number.isFinite(actual) ? what(show(actual)) : (boundless ?? what('any value'));
  return `${value} against an allowed ${show(max)} (${key})`;
}

/** Why combinations were left out: the two numbers that clash, a sentence for each limit. */
export function describeRefusals({ refusals, tooSlow }: SearchOutcome): readonly string[] {
  const { refused, neededPerSecond, largestPerSecond } = tooSlow;
  const slow = `tune.space: ${formatCount(refused)} combinations let through less than the ${formatCount(neededPerSecond)} events/s of the load with headroom; the largest ceiling (maxBatchSize × throttleQps) of any is ${formatCount(largestPerSecond)} events/s`;
  return [
    ...refusals.map(({ limit, max, nearest, refused: count }) => {
      const { key, show } = LIMITS[limit];
      const least = Number.isFinite(nearest) ? show(nearest) : 'without a bound';
      return `${key} ${show(max)} is in the way of ${formatCount(count)} combinations; the nearest value that any of them reaches is ${least}`;
    }),
    ...(refused > 0 ? [slow] : []),
  ];
}
