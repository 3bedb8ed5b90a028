import type { TopLevelSpec } from 'vega-lite';
import type { PhaseResult, TrialResult } from '../../core/result.ts';
import type { Frame } from './frame.ts';
import { AXIS_WIDTH, COLOURS, config, HEIGHT, PALETTE, WIDTH } from './look.ts';
import type { Row, TrialChart } from './rows.ts';

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
  inflight: { title: 'In flight (requests at the API server, POSTs at the receiver)', unit: 'in flight' },
  memory: { title: 'Memory of the API server (MiB)', unit: 'MiB' },
  cpu: { title: 'CPU of the API server (cores)', unit: 'cores' },
};

/** A size that what is drawn must stay below. */
export interface Limit {
  readonly name: string;
  readonly value: number;
}

export interface TimeChart {
  readonly unit: string;
  readonly rows: readonly Row[];
  readonly phases: readonly PhaseResult[];
  readonly limits: readonly Limit[];
  readonly frame: Frame;
}

/** Thousands of thousands are written short, so that the labels of all charts take the same room. */
const LABEL = "datum.value >= 10000 ? format(datum.value, '~s') : format(datum.value, ',~g')";
const MOST_LEGEND_LETTERS = 30;
/** Pixels of a letter of a phase's name, generously. */
const LETTER_WIDTH = 8;

/** Lines over seconds, from 0: phases shaded and named where there is room, limits as rules. */
export function timeSpec(chart: TimeChart): TopLevelSpec {
  const { unit, rows, limits, frame } = chart;
  const names = [...new Set(rows.map(({ series }) => series))];
  const legend = { legend: legendOf(names) };
  const x = { type: 'quantitative', scale: { domainMin: 0, domainMax: frame.xMax, nice: false } } as const;
  const y = { type: 'quantitative', scale: { domainMin: 0, domainMax: frame.yMax, nice: false } } as const;
  const colour = { field: 'series', type: 'nominal', sort: null, scale: { domain: names, range: PALETTE } } as const;
  return {
    width: WIDTH,
    height: HEIGHT,
    config,
    datasets: dataOf(chart),
    layer: [
      {
        data: { name: 'phases' },
        mark: { type: 'rect', color: '#888' },
        encoding: {
          x: { field: 'from', ...x },
          x2: { field: 'to' },
          opacity: { field: 'odd', type: 'quantitative', scale: { domain: [0, 1], range: [0.06, 0.16] }, legend: null },
          description: { field: 'name' },
        },
      },
      {
        data: { name: 'phases' },
        mark: {
          type: 'text',
          align: 'left',
          baseline: 'top',
          dx: 3,
          fontSize: 13,
          color: 'currentColor',
          opacity: 0.8,
        },
        encoding: { x: { field: 'from', ...x }, y: { value: 2 }, text: { field: 'shown' } },
      },
      // Each in the colour of its line; one that all share in none of theirs.
      ...limits.map((_, at) => ({
        data: { name: `limit-${at}` },
        mark: {
          type: 'rule' as const,
          strokeDash: [6, 4],
          color: limits.length > 1 ? (PALETTE[at] ?? COLOURS.vermilion) : COLOURS.vermilion,
        },
        encoding: { y: { field: 'value', ...y } },
      })),
      {
        data: { name: 'limits' },
        mark: { type: 'text', align: 'right', baseline: 'bottom', dy: -3, fontSize: 13, color: 'currentColor' },
        encoding: { x: { value: WIDTH }, y: { field: 'value', ...y }, text: { field: 'name', type: 'nominal' } },
      },
      {
        data: { name: 'rows' },
        mark: { type: 'line', strokeWidth: 1.6 },
        encoding: {
          x: { field: 't', title: 'seconds', axis: { tickCount: 6, format: ',~g' }, ...x },
          y: {
            field: 'value',
            title: unit,
            axis: { tickCount: 4, minExtent: AXIS_WIDTH, maxExtent: AXIS_WIDTH, labelExpr: LABEL },
            ...y,
          },
          color: { ...colour, ...legend },
          strokeDash: {
            field: 'series',
            type: 'nominal',
            sort: null,
            ...legend,
            scale: {
              domain: names,
              range: [
                [1, 0],
                [6, 3],
                [2, 2],
              ],
            },
          },
        },
      },
    ],
  };
}

/** The data by their names in the spec: charts that differ in nothing else are compiled once. */
export function dataOf({ rows, phases, limits, frame }: TimeChart): Record<string, object[]> {
  return {
    rows: [...rows],
    phases: shadesOf(phases, frame),
    limits: [...limits],
    ...Object.fromEntries(limits.map((limit, at) => [`limit-${at}`, [limit]])),
  };
}

/** A line alone is named by the title; long names stand beneath each other, or the plot would be smaller than others. */
function legendOf(names: readonly string[]): { columns?: number } | null {
  if (names.length === 1) return null;
  return names.join('').length > MOST_LEGEND_LETTERS ? { columns: 1 } : {};
}

/** Nothing is shown before 0; a name only where its band is wide enough for it. */
function shadesOf(phases: readonly PhaseResult[], { xMax }: Frame): object[] {
  return phases.flatMap(({ name, startMs, endMs }, index) => {
    const [from, to] = [Math.max(0, startMs / 1000), Math.min(xMax, endMs / 1000)];
    if (to <= from) return [];
    const fits = ((to - from) / xMax) * WIDTH >= name.length * LETTER_WIDTH;
    return [{ from, to, name, shown: fits ? name : '', odd: index % 2 }];
  });
}

/** A chart of a trial over time. */
export function trialChart(
  chart: TrialChart,
  rows: readonly Row[],
  { phases, settings }: Pick<TrialResult, 'phases' | 'settings'>,
  frame: Frame,
): TimeChart {
  const { bufferSize } = settings;
  const limits = bufferSize === undefined || chart !== 'buffer' ? [] : [{ name: 'buffer size', value: bufferSize }];
  return { unit: CHART_TEXT[chart].unit, rows, phases, limits, frame };
}
