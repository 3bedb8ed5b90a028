import type { TopLevelSpec } from 'vega-lite';
import type { PhaseResult } from '../../core/result.ts';
import { COLOURS, config, HEIGHT, PALETTE, WIDTH } from './look.ts';
import { type Row, seriesCount, type TrialChart } from './rows.ts';

export interface ChartText {
  readonly title: string;
  /** What the vertical axis measures. */
  readonly unit: string;
}

export const CHART_TEXT: Readonly<Record<TrialChart, ChartText>> = {
  events: { title: 'Audit events per second', unit: 'events/s' },
  buffer: { title: 'Buffer by the model, against its size (events)', unit: 'events' },
  latency: { title: 'Request latency from the intended start (ms)', unit: 'ms' },
  batches: { title: 'Batch size, mean (events)', unit: 'events' },
  delivery: { title: 'Delivery lag, p99 (ms)', unit: 'ms' },
  memory: { title: 'Memory of the API server (MiB)', unit: 'MiB' },
  cpu: { title: 'CPU of the API server (cores)', unit: 'cores' },
};

/** A trial over time: phases shaded, a line a series; the buffer's size as a rule. Same shape for every trial. */
export function trialSpec(
  chart: TrialChart,
  rows: readonly Row[],
  phases: readonly PhaseResult[],
  limit: number | null,
): TopLevelSpec {
  const { unit } = CHART_TEXT[chart];
  const shades = phases.map(({ name, startMs, endMs }, index) => ({
    from: startMs / 1000,
    to: endMs / 1000,
    name,
    odd: index % 2,
  }));
  return {
    width: WIDTH,
    height: HEIGHT,
    config,
    datasets: {
      rows: [...rows],
      phases: shades,
      limits: limit === null || chart !== 'buffer' ? [] : [{ limit, name: 'buffer size' }],
    },
    layer: [
      {
        data: { name: 'phases' },
        mark: { type: 'rect', color: '#888', tooltip: true },
        encoding: {
          x: { field: 'from', type: 'quantitative' },
          x2: { field: 'to' },
          opacity: { field: 'odd', type: 'quantitative', scale: { domain: [0, 1], range: [0.06, 0.16] }, legend: null },
          tooltip: { field: 'name', title: 'phase' },
        },
      },
      {
        data: { name: 'limits' },
        mark: { type: 'rule', strokeDash: [6, 4], color: COLOURS.vermilion, tooltip: true },
        encoding: { y: { field: 'limit', type: 'quantitative' }, tooltip: [{ field: 'name' }, { field: 'limit' }] },
      },
      {
        data: { name: 'limits' },
        mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -3, fontSize: 12, color: 'currentColor' },
        encoding: {
          x: { value: 'width' },
          y: { field: 'limit', type: 'quantitative' },
          text: { field: 'name', type: 'nominal' },
        },
      },
      {
        data: { name: 'rows' },
        mark: { type: 'line', strokeWidth: 1.6, tooltip: true },
        encoding: {
          x: {
            field: 't',
            type: 'quantitative',
            title: 'seconds',
            scale: { zero: false, nice: false },
            axis: { tickCount: 8 },
          },
          y: { field: 'value', type: 'quantitative', title: unit, axis: { tickCount: 5 } },
          color: {
            field: 'series',
            type: 'nominal',
            sort: null,
            scale: { range: PALETTE },
            // A line alone is named by the title.
            ...(seriesCount(chart) === 1 ? { legend: null } : {}),
          },
          strokeDash: {
            field: 'series',
            type: 'nominal',
            sort: null,
            ...(seriesCount(chart) === 1 ? { legend: null } : {}),
            scale: {
              range: [
                [1, 0],
                [6, 3],
                [2, 2],
              ],
            },
          },
          tooltip: [{ field: 'series' }, { field: 't', title: 'seconds' }, { field: 'value' }],
        },
      },
    ],
  };
}
