import type { TopLevelSpec } from 'vega-lite';
import type { RunResult, TrialResult } from '../../core/result.ts';
import { COLOURS, config, HEIGHT, PALETTE, WIDTH } from './look.ts';

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
