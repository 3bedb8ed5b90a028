import type { BatchSettings } from '../../core/settings.ts';
import { simulate } from '../../pipeline/simulate.ts';
import type { ArrivalIndex } from '../arrivals/arrival-index.ts';
import { type Candidate, modelMargin } from './search.ts';

export interface Tighter {
  readonly settings: BatchSettings;
  /** What was made tighter: `bufferSize 4,000 → 3,200`. */
  readonly gap: string;
}

const MOST_STEPS = 20;

/**
 * Settings that must lose, so that the recommended ones are not simply large: B* − 2·max(S, 1 % of the events); where
 * that is below S the throttle binds and not the buffer, and Q falls to 0.9 of the peak demand (and on by a tenth until
 * the model loses more than its own error). A load so short that the buffer takes it whole loses only with B and U small
 * as well. `null`: not even then.
 */
export function tighterSettings(
  candidate: Candidate,
  arrivals: readonly { readonly index: ArrivalIndex; readonly timerStartMs: number | null }[],
): Tighter | null {
  const { settings, smallestBuffer } = candidate;
  const events = Math.max(0, ...arrivals.map(({ index }) => index.count));
  const margin = modelMargin(settings.maxBatchSize, events);
  const bufferSize = smallestBuffer - 2 * margin;
  if (bufferSize >= settings.maxBatchSize) {
    const tight = { ...settings, bufferSize };
    if (predictedLoss(tight, arrivals) > margin) return { settings: tight, gap: gapBetween(settings, tight) };
  }
  const small = { ...settings, bufferSize: Math.min(settings.bufferSize, settings.maxBatchSize), throttleBurst: 1 };
  return slower(settings, settings, arrivals, margin) ?? slower(settings, small, arrivals, margin);
}

/** Q at 0.9 of the peak demand and on by a tenth, all else as in `start`, until the model loses more than its margin. */
function slower(
  settings: BatchSettings,
  start: BatchSettings,
  arrivals: Parameters<typeof predictedLoss>[1],
  margin: number,
): Tighter | null {
  let qps = (0.9 * peakDemandPerSecond(arrivals)) / settings.maxBatchSize;
  for (let step = 0; step < MOST_STEPS; step += 1, qps *= 0.9) {
    const tight = { ...start, throttleQps: roundQps(qps) };
    if (tight.throttleQps < settings.throttleQps && predictedLoss(tight, arrivals) > margin)
      return { settings: tight, gap: gapBetween(settings, tight) };
  }
  return null;
}

/** Events per second in the busiest second of the busiest API server. */
export function peakDemandPerSecond(arrivals: readonly { readonly index: ArrivalIndex }[]): number {
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

export function predictedLoss(
  settings: BatchSettings,
  arrivals: readonly { readonly index: ArrivalIndex; readonly timerStartMs: number | null }[],
): number {
  return arrivals.reduce(
    (sum, { index, timerStartMs }) =>
      sum + simulate(index.timesMs, settings, timerStartMs === null ? {} : { timerStartMs }).dropped,
    0,
  );
}

/** Two significant digits, at least 0.1. */
function roundQps(qps: number): number {
  return Math.max(0.1, Number(qps.toPrecision(2)));
}

/** `throttleQps 10 → 8.3, bufferSize 250 → 150`: only what differs. */
function gapBetween(from: BatchSettings, to: BatchSettings): string {
  const keys = ['throttleQps', 'throttleBurst', 'bufferSize'] as const;
  return keys
    .filter((key) => from[key] !== to[key])
    .map((key) => `${key} ${from[key].toLocaleString('en-US')} → ${to[key].toLocaleString('en-US')}`)
    .join(', ');
}
