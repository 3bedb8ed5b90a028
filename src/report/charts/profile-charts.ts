import type { TopLevelSpec } from 'vega-lite';
import type { TrafficProfile } from '../../core/traffic-profile.ts';
import { COLOURS, config, HEIGHT, WIDTH } from './look.ts';

export interface ProfileChart {
  readonly title: string;
  readonly spec: TopLevelSpec;
}

/** The record over time, and over the hours of the day where it has several. */
export function profileCharts({ series, byHour }: TrafficProfile): readonly ProfileChart[] {
  const hours = byHour.flatMap((perSecond, hour) => (perSecond === null ? [] : [{ hour, perSecond }]));
  return [
    {
      title: 'Events per second over time',
      spec: {
        width: 2 * WIDTH,
        height: HEIGHT,
        config,
        data: {
          values: series.perSecond.map((perSecond, bin) => ({
            time: new Date(series.startMs + bin * series.stepMs).toISOString(),
            perSecond,
          })),
        },
        mark: { type: 'area', color: COLOURS.blue, opacity: 0.7, interpolate: 'step-after' },
        encoding: {
          x: { field: 'time', type: 'temporal', scale: { type: 'utc' }, title: 'UTC' },
          y: { field: 'perSecond', type: 'quantitative', title: 'events/s' },
        },
      },
    },
    ...(hours.length < 3
      ? []
      : [
          {
            title: 'Events per second by the hour of the day',
            spec: {
              width: 2 * WIDTH,
              height: HEIGHT,
              config,
              data: { values: hours },
              mark: { type: 'bar' as const, color: COLOURS.green },
              encoding: {
                x: { field: 'hour', type: 'ordinal' as const, title: 'hour, UTC', axis: { labelAngle: 0 } },
                y: { field: 'perSecond', type: 'quantitative' as const, title: 'events/s' },
              },
            },
          },
        ]),
  ];
}
