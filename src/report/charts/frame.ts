import type { PhaseResult, TrialResult } from '../../core/result.ts';
import { chartRows, TRIAL_CHARTS, type TrialChart } from './rows.ts';

/** What the axes of a chart over time span, from 0 each: seconds, and the unit of the chart. */
export interface Frame {
  readonly xMax: number;
  readonly yMax: number;
}

export type Frames = Readonly<Record<TrialChart, Frame>>;

/** The same axes for all trials of a run: what is higher in one of them is higher to the eye. */
export function framesOf(trials: readonly TrialResult[]): Frames {
  const xMax = roundUp(Math.max(1, ...trials.map(({ phases, series }) => endSeconds(phases, series))));
  return Object.fromEntries(
    TRIAL_CHARTS.map((chart) => {
      const values = trials.flatMap(({ series }) => chartRows(series, chart).map(({ value }) => value));
      const limits = chart === 'buffer' ? trials.map(({ settings }) => settings.bufferSize ?? 0) : [];
      return [chart, { xMax, yMax: niceMax([...values, ...limits]) }];
    }),
  ) as unknown as Frames;
}

/** The end of an axis from 0 that holds the values: 1, 1.5, 2, 3, 4, 5, 6 or 8 times a power of ten. */
export function niceMax(values: readonly number[]): number {
  // Spread over arguments, many values would be too many.
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  if (largest === 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((each) => each * power >= largest * (1 - 1e-9)) ?? 10;
  return step * power;
}

function endSeconds(
  phases: readonly PhaseResult[],
  { startMs, stepMs, generatedPerSecond }: TrialResult['series'],
): number {
  const measured = Math.max(0, ...phases.map(({ endMs }) => endMs));
  return Math.max(measured, startMs + (generatedPerSecond.length - 1) * stepMs) / 1000;
}

function roundUp(seconds: number): number {
  return seconds < 20 ? Math.ceil(seconds) : Math.ceil(seconds / 5) * 5;
}
