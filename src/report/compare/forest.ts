import { COLOURS, config, WHOLE } from '../charts/look.ts';
import { shortName } from '../charts/names.ts';
import type { RunChart } from '../charts/run-charts.ts';
import { type Comparison, type Difference, METRICS } from './compare.ts';

interface ForestRow {
  readonly name: string;
  readonly change: number;
  /** `null`: too few repeats for an interval. */
  readonly low: number | null;
  readonly high: number | null;
  readonly difference: Difference;
}

const DIFFERENCES: readonly Difference[] = ['better', 'worse', 'no difference seen', 'too few repeats to tell'];

/** Differences with their intervals, in per cent of the baseline; `null`: none has a baseline above 0. */
export function forestChart({ pairs }: Comparison): RunChart | null {
  const rows = pairs.flatMap(({ name, metrics }) =>
    metrics.flatMap(({ metric, baseline, other, interval, difference }): readonly ForestRow[] => {
      if (baseline === 0) return [];
      const percent = (value: number): number => (100 * value) / baseline;
      return [
        {
          name: `${shortName(name)}: ${METRICS[metric].title}`,
          change: percent(other - baseline),
          low: interval === null ? null : percent(interval.low),
          high: interval === null ? null : percent(interval.high),
          difference,
        },
      ];
    }),
  );
  if (rows.length === 0) return null;
  // A name has two lines, or no room would be left for the plot.
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelLimit: 0, labelExpr: "split(datum.label, ': ')" },
  } as const;
  const color = {
    field: 'difference',
    type: 'nominal',
    scale: { domain: [...DIFFERENCES], range: [COLOURS.green, COLOURS.vermilion, COLOURS.blue, '#888'] },
    legend: { columns: 1, labelLimit: 0 },
  } as const;
  return {
    id: 'forest',
    title: 'Change against the baseline, with 95 % intervals (left is better)',
    spec: {
      ...WHOLE,
      height: 36 * new Set(rows.map(({ name }) => name)).size + 10,
      config,
      data: { values: rows },
      layer: [
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: 'rule', color: '#888' },
          encoding: { x: { field: 'zero', type: 'quantitative' } },
        },
        {
          transform: [{ filter: 'datum.low !== null' }],
          mark: { type: 'rule', strokeWidth: 3, opacity: 0.7 },
          encoding: {
            y,
            x: { field: 'low', type: 'quantitative', title: '% of the baseline', axis: { tickCount: 5 } },
            x2: { field: 'high' },
            color,
          },
        },
        {
          mark: { type: 'point', filled: true, size: 60, opacity: 1 },
          encoding: { y, x: { field: 'change', type: 'quantitative' }, color },
        },
      ],
    },
    table: {
      head: ['pair and metric', 'change', 'from', 'to'],
      rows: rows.map(({ name, change, low, high }) => [name, signed(change), signed(low), signed(high)]),
    },
  };
}

function signed(percent: number | null): string {
  return percent === null ? '–' : `${percent > 0 ? '+' : ''}${Number(percent.toPrecision(3))} %`;
}
