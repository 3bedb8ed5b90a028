import type { TopLevelSpec } from 'vega-lite';
import type { PhaseResult, RunResult, TrialResult } from '../../core/result.ts';
import { type Row, type TrialChart } from './rows.ts';

/** Okabe and Ito's colours, told apart with any kind of colour vision; they stand out on white and on black. */
export const COLOURS = {
  blue: '#0072b2',
  green: '#009e73',
  vermilion: '#d55e00',
  orange: '#e69f00',
  purple: '#cc79a7',
  sky: '#56b4e9',
} as const;

const PALETTE = [COLOURS.blue, COLOURS.green, COLOURS.vermilion, COLOURS.orange, COLOURS.purple, COLOURS.sky];
const WIDTH = 640;
const HEIGHT = 200;

export interface ChartText {
  readonly title: string;
  /** What the vertical axis measures. */
  readonly unit: string;
}

export const CHART_TEXT: Readonly<Record<TrialChart, ChartText>> = {
  events: { title: 'Audit events per second', unit: 'events/s' },
  buffer: { title: 'Events in the buffer, by the model, against its size', unit: 'events' },
  latency: { title: 'Request latency from the intended start', unit: 'ms' },
  receiver: { title: 'Receiver: events a batch and delivery lag', unit: 'events, 10 ms' },
  process: { title: 'API server: memory and CPU', unit: '10 MiB, %' },
};

const config = {
  background: 'transparent',
  font: 'system-ui, sans-serif',
  axis: {
    labelColor: 'currentColor',
    titleColor: 'currentColor',
    domainColor: 'currentColor',
    tickColor: 'currentColor',
    gridColor: '#8885',
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: 'normal',
  },
  legend: { labelColor: 'currentColor', titleColor: 'currentColor', orient: 'top', title: null, labelFontSize: 12 },
  title: { color: 'currentColor' },
  view: { stroke: null },
} as const;

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
        data: { name: 'rows' },
        mark: { type: 'line', strokeWidth: 1.6, tooltip: true },
        encoding: {
          x: { field: 't', type: 'quantitative', title: 'seconds', scale: { zero: false, nice: false } },
          y: { field: 'value', type: 'quantitative', title: unit },
          color: { field: 'series', type: 'nominal', sort: null, scale: { range: PALETTE } },
          strokeDash: {
            field: 'series',
            type: 'nominal',
            sort: null,
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

export interface RunChart {
  readonly id: string;
  readonly title: string;
  readonly spec: TopLevelSpec;
}

/** Charts over all trials of a run; only those that the trials have data for. */
export function runCharts(result: RunResult): readonly RunChart[] {
  const trials = result.trials.filter((trial) => trial.error === null && trial.lossRatio !== null);
  const distinct = (pick: (trial: TrialResult) => unknown): number => new Set(trials.map(pick)).size;
  const charts: RunChart[] = [];
  if (trials.length > 0)
    charts.push({ id: 'loss', title: 'Events lost, measured and predicted', spec: lossSpec(trials) });
  if (distinct(({ settings }) => settings.bufferSize) > 1 && distinct(({ settings }) => settings.throttleQps) > 1) {
    charts.push({ id: 'heat', title: 'Loss over buffer size and throttle', spec: heatSpec(trials) });
  }
  if (distinct(({ load }) => load.multiple) > 1)
    charts.push({ id: 'multiple', title: 'Loss against the multiple of the load', spec: multipleSpec(trials) });
  if (trials.length > 1) {
    charts.push({
      id: 'lag',
      title: 'Delivery lag by trial',
      spec: quantileSpec(trials, 'deliveryLagMs', 'ms from stage to arrival'),
    });
    charts.push({
      id: 'request',
      title: 'Request latency by trial',
      spec: quantileSpec(trials, 'requestLatencyMs', 'ms from the intended start'),
    });
  }
  return charts;
}

function label(trial: TrialResult): string {
  return `${trial.variant}${trial.load.multiple === 1 ? '' : ` ${trial.load.multiple}×`} #${trial.repeat}`.slice(0, 40);
}

function lossSpec(trials: readonly TrialResult[]): TopLevelSpec {
  const values = trials.flatMap((trial) => [
    { trial: label(trial), kind: 'measured', percent: 100 * (trial.lossRatio ?? 0) },
    ...(trial.predicted === null
      ? []
      : [{ trial: label(trial), kind: 'predicted', percent: 100 * trial.predicted.lossRatio }]),
  ]);
  return {
    width: WIDTH,
    height: { step: 14 },
    config,
    data: { values },
    mark: { type: 'bar', tooltip: true },
    encoding: {
      y: { field: 'trial', type: 'nominal', sort: null, title: null },
      yOffset: { field: 'kind' },
      x: { field: 'percent', type: 'quantitative', title: '% of generated events lost' },
      color: { field: 'kind', type: 'nominal', scale: { range: [COLOURS.vermilion, COLOURS.purple] } },
      tooltip: [{ field: 'trial' }, { field: 'kind' }, { field: 'percent', format: '.4~f' }],
    },
  };
}

function heatSpec(trials: readonly TrialResult[]): TopLevelSpec {
  const values = trials.map(({ settings, lossRatio }) => ({
    buffer: settings.bufferSize,
    qps: settings.throttleQps,
    percent: 100 * (lossRatio ?? 0),
  }));
  const position = {
    x: { field: 'qps', type: 'ordinal', title: 'throttle-qps', axis: { labelAngle: 0 } },
    y: { field: 'buffer', type: 'ordinal', sort: 'descending', title: 'buffer-size' },
  } as const;
  return {
    width: 360,
    height: 240,
    config,
    data: { values },
    layer: [
      {
        mark: { type: 'rect', tooltip: true },
        encoding: {
          ...position,
          color: {
            aggregate: 'mean',
            field: 'percent',
            type: 'quantitative',
            title: '% lost',
            // Light enough for the black numbers on top.
            scale: { range: ['#fff4e5', '#f3a14b'], domainMin: 0 },
          },
        },
      },
      {
        mark: { type: 'text', color: '#000' },
        encoding: { ...position, text: { aggregate: 'mean', field: 'percent', format: '.2~f' } },
      },
    ],
  };
}

function multipleSpec(trials: readonly TrialResult[]): TopLevelSpec {
  const values = trials.map((trial) => ({
    multiple: trial.load.multiple,
    percent: 100 * (trial.lossRatio ?? 0),
    variant: trial.variant.slice(0, 40),
  }));
  return {
    width: WIDTH,
    height: HEIGHT,
    config,
    data: { values },
    mark: { type: 'point', filled: true, size: 80, tooltip: true },
    encoding: {
      x: { field: 'multiple', type: 'quantitative', title: 'multiple of the load', scale: { zero: false } },
      y: { field: 'percent', type: 'quantitative', title: '% lost' },
      color: { field: 'variant', type: 'nominal', scale: { range: PALETTE } },
      shape: { field: 'variant', type: 'nominal', legend: null },
      tooltip: [{ field: 'variant' }, { field: 'multiple' }, { field: 'percent', format: '.4~f' }],
    },
  };
}

function quantileSpec(
  trials: readonly TrialResult[],
  key: 'deliveryLagMs' | 'requestLatencyMs',
  title: string,
): TopLevelSpec {
  const values = trials.flatMap((trial) =>
    (['p50', 'p90', 'p99', 'max'] as const).map((quantile) => ({
      trial: label(trial),
      quantile,
      ms: trial[key]?.[quantile] ?? null,
    })),
  );
  return {
    width: WIDTH,
    height: { step: 18 },
    config,
    data: { values: values.filter(({ ms }) => ms !== null) },
    mark: { type: 'point', filled: true, size: 60, tooltip: true },
    encoding: {
      y: { field: 'trial', type: 'nominal', sort: null, title: null },
      x: { field: 'ms', type: 'quantitative', title, scale: { type: 'symlog' } },
      color: {
        field: 'quantile',
        type: 'nominal',
        sort: null,
        scale: { range: [COLOURS.green, COLOURS.sky, COLOURS.orange, COLOURS.vermilion] },
      },
      shape: { field: 'quantile', type: 'nominal', sort: null, legend: null },
      tooltip: [{ field: 'trial' }, { field: 'quantile' }, { field: 'ms', format: ',.2~f' }],
    },
  };
}
