import { type BurstForm, type Demand, type DemandForm } from '../arrivals/demand.ts';
import { runUnbounded } from './recurrence.ts';
import type { Shape } from './space.ts';

/** What a shape needs under the load at a multiple. */
export interface Need {
  /** B*: the deepest queue over all API servers, records and forms of the bursts. */
  readonly smallestBuffer: number;
  /** B* and the model's margin on top. */
  readonly buffer: number;
  /** The form of the bursts that needs most. */
  readonly form: BurstForm;
  readonly lagMaxMs: number;
  readonly receiverRequestsPerSecond: number;
  readonly receiverConcurrency: number;
}

/**
 * The margin that covers the model's own error: max(S + 1, 1 % of the events). An event more or less can shift a whole
 * batch and the event behind it (test/property/tuning.test.ts found 102 beside 1 at S = 100).
 */
export function modelMargin(maxBatchSize: number, events: number): number {
  return Math.ceil(Math.max(maxBatchSize + 1, 0.01 * events));
}

/** Whether the ceiling C = S·Q is at least the sustained rate L at a multiple: below, no buffer is large enough for ever. */
export function ceilingHolds(shape: Shape, demand: Demand, multiple: number): boolean {
  return ceilingOf(shape, demand) >= demand.sustainedPerSecond * multiple;
}

/** C = S · Q, or what a log writes where that is less; Infinity without a throttle as long as no limit of the log was met. */
export function ceilingOf(
  { maxBatchSize, throttleEnabled, throttleQps }: Shape,
  { writeMs }: Pick<Demand, 'writeMs'>,
): number {
  return Math.min(throttleEnabled ? maxBatchSize * throttleQps : Number.POSITIVE_INFINITY, 1000 / writeMs);
}

/** One pass for each API server, record and form; `scratch` is as long as the longest record. */
export function needOf(shape: Shape, demand: Demand, multiple: number, latencyMs: number): Need {
  let need: Need = {
    smallestBuffer: 1,
    buffer: 1,
    form: 'as it came',
    lagMaxMs: 0,
    receiverRequestsPerSecond: 0,
    receiverConcurrency: 0,
  };
  for (const form of demand.at(multiple)) need = widened(need, form, shape, latencyMs);
  return need;
}

function widened(need: Need, { form, arrivals }: DemandForm, shape: Shape, latencyMs: number): Need {
  let wider = need;
  const batch = shape.throttleEnabled ? shape : { ...shape, throttleQps: Number.POSITIVE_INFINITY };
  for (const { index, timerStartMs, writeMs = 0 } of arrivals) {
    const run = runUnbounded(index, { ...batch, writeMs }, latencyMs, timerStartMs, scratchOf(index.count + 1));
    const buffer = run.smallestBuffer + modelMargin(shape.maxBatchSize, index.count);
    wider = {
      smallestBuffer: Math.max(wider.smallestBuffer, run.smallestBuffer),
      buffer: Math.max(wider.buffer, buffer),
      form: buffer > wider.buffer ? form : wider.form,
      lagMaxMs: Math.max(wider.lagMaxMs, run.lagMaxMs),
      receiverRequestsPerSecond: Math.max(wider.receiverRequestsPerSecond, run.receiverRequestsPerSecond),
      receiverConcurrency: Math.max(wider.receiverConcurrency, run.receiverConcurrency),
    };
  }
  return wider;
}

let scratch = new Float64Array(1024);

/** Room for the hand-over times of a pass, written before it is read; one for all passes, or the search would only allocate. */
function scratchOf(length: number): Float64Array {
  if (scratch.length < length) scratch = new Float64Array(2 * length);
  return scratch;
}
