import type { BatchSettings } from '../../core/settings.ts';
import type { InstanceArrivals } from '../arrivals/demand.ts';
import { predictedLoss } from './first-loss.ts';
import { modelMargin } from './need.ts';
import { peakDemandPerSecond } from './peak.ts';
import { runUnbounded } from './recurrence.ts';

export interface Tighter {
  readonly settings: BatchSettings;
  /** What was made tighter: `buffer-size 4,000 → 3,200`. */
  readonly gap: string;
}

const MOST_STEPS = 20;

/**
 * Settings that must lose under the load as the cluster can show it, so that the recommended ones are not simply large:
 * the same batches and throttle with a buffer of B* − 2·max(S, 1 % of the events); where that is below S the throttle
 * binds and not the buffer, and Q falls to 0.9 of the peak demand (and on by a tenth until the model loses that share of
 * the events, and more than its own error), with B and U small where the load is so short that the buffer takes it whole. `null`: not even then.
 */
export function tighterSettings(
  settings: BatchSettings,
  arrivals: readonly InstanceArrivals[],
  lossRatio: number,
): Tighter | null {
  const events = Math.max(0, ...arrivals.map(({ index }) => index.count));
  const margin = modelMargin(settings.maxBatchSize, events);
  const least = Math.max(margin, lossRatio * arrivals.reduce((sum, { index }) => sum + index.count, 0));
  const bufferSize = smallestBuffer(settings, arrivals) - 2 * margin;
  if (bufferSize >= settings.maxBatchSize && bufferSize < settings.bufferSize) {
    const tight = { ...settings, bufferSize };
    if (predictedLoss(tight, arrivals) > least) return { settings: tight, gap: gapBetween(settings, tight) };
  }
  const small = { ...settings, bufferSize: Math.min(settings.bufferSize, settings.maxBatchSize), throttleBurst: 1 };
  return slower(settings, settings, arrivals, least) ?? slower(settings, small, arrivals, least);
}

/** Q at 0.9 of the peak demand and on by a tenth, all else as in `start`, until the model loses more than `least` events. */
function slower(
  settings: BatchSettings,
  start: BatchSettings,
  arrivals: readonly InstanceArrivals[],
  least: number,
): Tighter | null {
  let qps = (0.9 * peakDemandPerSecond(arrivals)) / settings.maxBatchSize;
  for (let step = 0; step < MOST_STEPS; step += 1, qps *= 0.9) {
    const tight = { ...start, throttleEnabled: true, throttleQps: roundQps(qps) };
    const tighter = !settings.throttleEnabled || tight.throttleQps < settings.throttleQps;
    if (tighter && predictedLoss(tight, arrivals) > least) return { settings: tight, gap: gapBetween(settings, tight) };
  }
  return null;
}

/** B* of these arrivals alone: not of a harder form of them that the cluster cannot be shown. */
function smallestBuffer(settings: BatchSettings, arrivals: readonly InstanceArrivals[]): number {
  const shape = settings.throttleEnabled ? settings : { ...settings, throttleQps: Number.POSITIVE_INFINITY };
  return Math.max(
    1,
    ...arrivals.map(
      ({ index, timerStartMs, writeMs = 0 }) =>
        runUnbounded(index, { ...shape, writeMs }, 0, timerStartMs, new Float64Array(index.count + 1)).smallestBuffer,
    ),
  );
}

/** Two significant digits, at least 0.1. */
function roundQps(qps: number): number {
  return Math.max(0.1, Number(qps.toPrecision(2)));
}

const FLAGS = { throttleQps: 'throttle-qps', throttleBurst: 'throttle-burst', bufferSize: 'buffer-size' } as const;

/** `throttle-qps 10 → 8.3, buffer-size 250 → 150`: only what differs; where there was no throttle, no values of it either. */
function gapBetween(from: BatchSettings, to: BatchSettings): string {
  return (Object.keys(FLAGS) as (keyof typeof FLAGS)[])
    .filter((key) => from[key] !== to[key])
    .map((key) => {
      const isNew = key !== 'bufferSize' && !from.throttleEnabled;
      return `${FLAGS[key]} ${isNew ? 'none' : from[key].toLocaleString('en-US')} → ${to[key].toLocaleString('en-US')}`;
    })
    .join(', ');
}
