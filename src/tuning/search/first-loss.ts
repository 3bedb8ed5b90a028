import type { BatchSettings } from '../../core/settings.ts';
import { POST_TIMEOUT_MS } from '../../core/webhook-delivery.ts';
import { simulate } from '../../pipeline/simulate.ts';
import { arrivalsAt, type BurstForm, type Demand, type InstanceArrivals } from '../arrivals/demand.ts';
import { ceilingOf } from './need.ts';

const SMALLEST_MULTIPLE = 0.05;
const LARGEST_MULTIPLE = 64;
/** Events that are played at once at the most: more would take seconds for a number that nobody needs. */
const MOST_EVENTS = 6_000_000;

/** The largest multiple of a load that is tried. */
export function largestTried(demand: Demand): number {
  const events = arrivalsAt(demand, 1).reduce((sum, { index }) => sum + index.count, 0);
  return Math.max(1, Math.min(LARGEST_MULTIPLE, Math.floor(MOST_EVENTS / Math.max(1, events))));
}

/** The multiple of the load at which the first event is lost, and what says so. */
export interface FirstLoss {
  readonly multiple: number;
  /** `ceiling`: above it the sustained rate exceeds S·Q, and a finite record only shows it later. */
  readonly by: BurstForm | 'ceiling';
}

/** The smaller of the model's on the record, in each form of its bursts, and C / L; `null`: not below the largest tried. */
export function firstLossOf(settings: BatchSettings, demand: Demand): FirstLoss | null {
  const { sustainedPerSecond } = demand;
  const ceiling =
    sustainedPerSecond === 0 ? Number.POSITIVE_INFINITY : ceilingOf(settings, demand) / sustainedPerSecond;
  const largest = largestTried(demand);
  const most = Math.min(largest, ceiling);
  let found: FirstLoss | null = ceiling <= largest ? { multiple: Number(ceiling.toPrecision(3)), by: 'ceiling' } : null;
  for (const { form } of demand.at(1)) {
    const multiple = smallestLosing((tried) => lostInForm(settings, demand, tried, form) > 0, most);
    if (multiple !== null && (found === null || multiple < found.multiple)) found = { multiple, by: form };
  }
  return found;
}

/** Doubles the multiple until it loses, then halves the gap in between; three digits. `null`: nothing is lost at `most`. */
export function smallestLosing(loses: (multiple: number) => boolean, most = LARGEST_MULTIPLE): number | null {
  let low = SMALLEST_MULTIPLE;
  let high = Math.min(1, most);
  while (!loses(high)) {
    if (high >= most) return null;
    [low, high] = [high, Math.min(high * 2, most)];
  }
  while (high / low > 1.01) {
    const middle = (low + high) / 2;
    if (loses(middle)) high = middle;
    else low = middle;
  }
  return Number(high.toPrecision(3));
}

/**
 * Share of the events that is lost at a multiple of the load: by the model on the record in its worse form, and no less
 * than 1 − C/(m·L), which is what is lost when the sustained rate goes on. A receiver that takes as long as the client
 * waits for it gets nothing: each POST is ended and tried again, five times.
 */
export function lossAt(settings: BatchSettings, demand: Demand, multiple: number, receiverLatencyMs: number): number {
  if (receiverLatencyMs >= POST_TIMEOUT_MS) return 1;
  const rate = demand.sustainedPerSecond * multiple;
  const sustained = rate === 0 ? 0 : Math.max(0, 1 - ceilingOf(settings, demand) / rate);
  return Math.max(sustained, ...demand.at(multiple).map(({ arrivals }) => ratioLost(settings, arrivals)));
}

function lostInForm(settings: BatchSettings, demand: Demand, multiple: number, wanted: BurstForm): number {
  const arrivals = demand.at(multiple).find(({ form }) => form === wanted)?.arrivals ?? [];
  return predictedLoss(settings, arrivals);
}

function ratioLost(settings: BatchSettings, arrivals: readonly InstanceArrivals[]): number {
  const events = arrivals.reduce((sum, { index }) => sum + index.count, 0);
  return events === 0 ? 0 : predictedLoss(settings, arrivals) / events;
}

/** Events that the model drops. */
export function predictedLoss(settings: BatchSettings, arrivals: readonly InstanceArrivals[]): number {
  return arrivals.reduce(
    (sum, { index, timerStartMs, writeMs = 0 }) =>
      sum + simulate(index.timesMs, settings, { writeMs, ...(timerStartMs === null ? {} : { timerStartMs }) }).dropped,
    0,
  );
}
