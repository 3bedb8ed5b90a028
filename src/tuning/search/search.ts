import type { TuneLimits } from '../../core/scenario.ts';
import type { BatchSettings } from '../../core/settings.ts';
import type { ArrivalIndex } from '../arrivals/arrival-index.ts';
import { eventMemoryBytes } from './memory.ts';
import { type BatchShape, runUnbounded, type UnboundedRun } from './recurrence.ts';
import { roundUp } from './round.ts';

export interface SearchSpace {
  readonly maxBatchSize: readonly number[];
  readonly throttleQps: readonly number[];
  readonly throttleBurst: readonly number[];
  readonly maxBatchWaitMs: readonly number[];
}

/** What people write; 3,360 combinations. */
export const DEFAULT_SPACE: SearchSpace = {
  maxBatchSize: [10, 20, 50, 100, 150, 200, 250, 300, 400, 500, 800, 1000],
  throttleQps: [1, 2, 3, 4, 5, 8, 10, 15, 20, 25, 30, 40, 50, 100],
  throttleBurst: [1, 5, 10, 15, 30],
  maxBatchWaitMs: [1000, 2000, 5000, 30_000],
};

/** What the search knows of the load: one record of arrivals for each API server and each measured or scaled load. */
export interface SearchInput {
  readonly arrivals: readonly { readonly index: ArrivalIndex; readonly timerStartMs: number | null }[];
  readonly eventBytesMean: number;
  readonly eventBytesMax: number;
  readonly receiverLatencyMs: number;
  readonly initialBackoffMs: number;
  readonly limits: TuneLimits;
  /** Lose nothing although the receiver is away for so long: its batches wait in memory, not in the buffer. */
  readonly surviveReceiverOutageMs: number | null;
}

export interface Candidate {
  readonly settings: BatchSettings;
  /** The largest B* over all records. */
  readonly smallestBuffer: number;
  readonly memoryBytes: number;
  readonly run: UnboundedRun;
}

export interface SearchOutcome {
  /** Best first, at most 50. */
  readonly candidates: readonly Candidate[];
  readonly combinations: number;
  /** For each limit how many combinations it alone stood in the way of, and the nearest value reached. */
  readonly refusals: readonly Refusal[];
  /** Combinations whose ceiling S·Q is below the load's mean rate, both in events/s. */
  readonly tooSlow: { readonly refused: number; readonly neededPerSecond: number; readonly largestPerSecond: number };
}

export interface Refusal {
  readonly limit: keyof TuneLimits;
  readonly max: number;
  /** The smallest value of any combination. */
  readonly nearest: number;
  readonly refused: number;
}

/** The margin that covers the model's own error: max(S, 1 % of the events). */
export function modelMargin(maxBatchSize: number, events: number): number {
  return Math.ceil(Math.max(maxBatchSize, 0.01 * events));
}

/**
 * Tries every (S, Q, U, W): one pass with an unbounded buffer gives B*. Keeps what fits the limits; least memory first,
 * then fewest receiver requests/s, then least lag, then the smallest values.
 */
export function search(input: SearchInput, space: SearchSpace): SearchOutcome {
  const longest = Math.max(1, ...input.arrivals.map(({ index }) => index.count));
  const scratch = new Float64Array(longest + 1);
  const candidates: Candidate[] = [];
  const sustained = Math.max(0, ...input.arrivals.map(({ index }) => meanPerSecond(index)));
  const tally = new Map<keyof TuneLimits, { max: number; nearest: number; refused: number }>();
  let combinations = 0;
  let slow = 0;
  let largestPerSecond = 0;
  for (const maxBatchSize of space.maxBatchSize) {
    for (const throttleQps of space.throttleQps) {
      for (const throttleBurst of space.throttleBurst) {
        for (const maxBatchWaitMs of space.maxBatchWaitMs) {
          combinations += 1;
          // A record is short and the load goes on: a ceiling below its mean would live on the first tokens only.
          largestPerSecond = Math.max(largestPerSecond, maxBatchSize * throttleQps);
          if (maxBatchSize * throttleQps < sustained) {
            slow += 1;
            continue;
          }
          const candidate = tryShape({ maxBatchSize, throttleQps, throttleBurst, maxBatchWaitMs }, input, scratch);
          const broken = brokenLimits(candidate, input);
          for (const { limit, max, actual } of broken) {
            const seen = tally.get(limit) ?? { max, nearest: Number.POSITIVE_INFINITY, refused: 0 };
            tally.set(limit, { max, nearest: Math.min(seen.nearest, actual), refused: seen.refused + 1 });
          }
          if (broken.length === 0) candidates.push(candidate);
        }
      }
    }
  }
  candidates.sort(byCost);
  return {
    candidates: candidates.slice(0, 50),
    combinations,
    refusals: [...tally].map(([limit, entry]) => ({ limit, ...entry })),
    tooSlow: { refused: slow, neededPerSecond: sustained, largestPerSecond },
  };
}

function tryShape(shape: BatchShape, input: SearchInput, scratch: Float64Array): Candidate {
  let worst: UnboundedRun | undefined;
  let most = 0;
  let rates = { receiverRequestsPerSecond: 0, receiverConcurrency: 0, lagMaxMs: 0 };
  for (const { index, timerStartMs } of input.arrivals) {
    const run = runUnbounded(index, shape, input.receiverLatencyMs, timerStartMs, scratch);
    rates = {
      receiverRequestsPerSecond: Math.max(rates.receiverRequestsPerSecond, run.receiverRequestsPerSecond),
      receiverConcurrency: Math.max(rates.receiverConcurrency, run.receiverConcurrency),
      lagMaxMs: Math.max(rates.lagMaxMs, run.lagMaxMs),
    };
    if (worst === undefined || run.smallestBuffer > worst.smallestBuffer) worst = run;
    most = Math.max(most, index.count);
  }
  const smallestBuffer = worst?.smallestBuffer ?? 1;
  const settings: BatchSettings = {
    mode: 'batch',
    bufferSize: roundUp(smallestBuffer + modelMargin(shape.maxBatchSize, most)),
    ...shape,
    throttleEnabled: true,
    initialBackoffMs: input.initialBackoffMs,
    truncate: null,
  };
  const perEvent = eventMemoryBytes(input.eventBytesMean);
  return {
    settings,
    smallestBuffer,
    // The collector holds a batch outside the buffer.
    memoryBytes: (settings.bufferSize + shape.maxBatchSize) * perEvent,
    run: { ...(worst as UnboundedRun), ...rates },
  };
}

/** Mean rate from the first arrival to the last; of a record shorter than a second, per second. */
function meanPerSecond({ timesMs, count }: ArrivalIndex): number {
  const spanMs = (timesMs[count - 1] ?? 0) - (timesMs[0] ?? 0);
  return (count * 1000) / Math.max(1000, spanMs);
}

/** Time to empty a full buffer at shutdown, ms: ⌈(B + S)/S⌉ batches at Q per second with an empty bucket, then the receiver. */
export function shutdownDrainMs(settings: BatchSettings, receiverLatencyMs: number): number {
  const batches = Math.ceil((settings.bufferSize + settings.maxBatchSize) / settings.maxBatchSize);
  return (settings.throttleEnabled ? (batches / settings.throttleQps) * 1000 : 0) + receiverLatencyMs;
}

function brokenLimits({ settings, memoryBytes, run }: Candidate, input: SearchInput): readonly BrokenLimit[] {
  const outage = input.surviveReceiverOutageMs ?? 0;
  const actual: Readonly<Record<keyof TuneLimits, number>> = {
    bufferMemoryBytes: memoryBytes,
    receiverRequestsPerSecond: run.receiverRequestsPerSecond,
    receiverConcurrency: run.receiverConcurrency + Math.ceil((outage / 1000) * settings.throttleQps),
    bodyBytes: settings.maxBatchSize * input.eventBytesMax,
    eventBytes: input.eventBytesMax,
    deliveryLagMs: run.lagMaxMs,
    shutdownDrainMs: shutdownDrainMs(settings, input.receiverLatencyMs),
  };
  return limitsBroken(actual, input.limits);
}

interface BrokenLimit {
  readonly limit: keyof TuneLimits;
  readonly max: number;
  readonly actual: number;
}

/** The limits that these values exceed. */
export function limitsBroken(
  actual: Readonly<Record<keyof TuneLimits, number>>,
  limits: TuneLimits,
): readonly BrokenLimit[] {
  return (Object.keys(actual) as (keyof TuneLimits)[]).flatMap((limit) => {
    const max = limits[limit];
    return max !== null && actual[limit] > max ? [{ limit, max, actual: actual[limit] }] : [];
  });
}

function byCost(a: Candidate, b: Candidate): number {
  return (
    a.memoryBytes - b.memoryBytes ||
    a.run.receiverRequestsPerSecond - b.run.receiverRequestsPerSecond ||
    a.run.lagMaxMs - b.run.lagMaxMs ||
    a.settings.throttleQps - b.settings.throttleQps ||
    a.settings.throttleBurst - b.settings.throttleBurst ||
    a.settings.maxBatchWaitMs - b.settings.maxBatchWaitMs
  );
}
