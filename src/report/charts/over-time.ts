import type { TopLevelSpec } from 'vega-lite';
import { COLOURS, config, HEIGHT, WIDTH } from './look.ts';

/** Events of a log in bins of the same length. */
export interface EventsOverTime {
  readonly startMs: number;
  readonly stepMs: number;
  readonly perSecond: readonly number[];
}

/** The events of a recorded log over time. */
export function overTimeChart({ startMs, stepMs, perSecond }: EventsOverTime): {
  readonly title: string;
  readonly spec: TopLevelSpec;
} {
  return {
    title: 'Events per second over time',
    spec: {
      width: 2 * WIDTH,
      height: HEIGHT,
      config,
      data: {
        values: perSecond.map((rate, bin) => ({
          time: new Date(startMs + bin * stepMs).toISOString(),
          perSecond: rate,
        })),
      },
      mark: { type: 'area', color: COLOURS.blue, opacity: 0.7, interpolate: 'step-after' },
      encoding: {
        x: { field: 'time', type: 'temporal', scale: { type: 'utc' }, title: 'UTC' },
        y: { field: 'perSecond', type: 'quantitative', title: 'events/s' },
      },
    },
  };
}
