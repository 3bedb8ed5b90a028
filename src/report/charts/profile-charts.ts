import type { TopLevelSpec } from 'vega-lite';
import type { TrafficProfile } from '../../core/traffic-profile.ts';
import { COLOURS, config, HEIGHT, WIDTH } from './look.ts';
import { overTimeChart } from './over-time.ts';

export interface ProfileChart {
  readonly title: string;
  readonly spec: TopLevelSpec;
}

/** The record over time, and over the hours of the day where it has several. */
export function profileCharts({ series, byHour }: TrafficProfile): readonly ProfileChart[] {
  const hours = byHour.flatMap((perSecond, hour) => (perSecond === null ? [] : [{ hour, perSecond }]));
  return [
    overTimeChart(series),
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
