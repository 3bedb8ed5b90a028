import type { TopLevelSpec } from 'vega-lite';
import { sameReceiver } from '../../core/receiver.ts';
import type { RunResult, TrialResult } from '../../core/result.ts';
import { COLOURS, config, HEIGHT, PALETTE, WHOLE, WIDTH } from './look.ts';
import { trialNames, variantNames } from './names.ts';
import type { PlotModel } from './plot-model.ts';
import { heatTable, lossTable, multipleTable, quantileTable, type RunTable } from './run-tables.ts';

export interface RunChart {
  readonly id: string;
  readonly title: string;
  readonly spec: TopLevelSpec;
  /** What the page's script reads from the plot under the pointer; absent: marks say their own values. */
  readonly plot?: PlotModel;
  /** The numbers behind it. */
  readonly table: RunTable;
}

/** Charts over all trials of a run; only those that the trials have data for. */
export function runCharts(result: RunResult): readonly RunChart[] {
  const trials = result.trials.filter((trial) => trial.error === null && trial.lossRatio !== null);
  const trusted = trials.filter((trial) => trial.trusted);
  const charts: RunChart[] = [];
  if (trials.length > 0)
    charts.push({
      id: 'loss',
      title: 'Events lost, measured and predicted',
      spec: lossSpec(trials),
      table: lossTable(trials),
    });
  // A cell is the mean of its trials, so they must be of one load, and none in doubt.
  const alike = trusted.filter(
    ({ load }) => load.multiple === 1 && sameReceiver(load.receiver, trusted[0]?.load.receiver ?? load.receiver),
  );
  if (distinct(alike, ({ settings }) => settings.bufferSize) && distinct(alike, ({ settings }) => settings.throttleQps))
    charts.push({
      id: 'heat',
      title: 'Loss over buffer size and throttle',
      spec: heatSpec(alike),
      table: heatTable(alike),
    });
  if (distinct(trusted, ({ load }) => load.multiple))
    charts.push({
      id: 'multiple',
      title: 'Loss against the multiple of the load',
      spec: multipleSpec(trusted),
      table: multipleTable(trusted),
    });
  if (trials.length > 1) {
    charts.push({
      id: 'lag',
      title: 'Delivery lag by trial',
      spec: quantileSpec(trials, 'deliveryLagMs', 'ms from stage to arrival, logarithmic'),
      table: quantileTable(trials, 'deliveryLagMs'),
    });
    charts.push({
      id: 'request',
      title: 'Request latency by trial',
      spec: quantileSpec(trials, 'requestLatencyMs', 'ms from the intended start, logarithmic'),
      table: quantileTable(trials, 'requestLatencyMs'),
    });
  }
  return charts;
}

/** Whether the trials differ in it. */
function distinct(trials: readonly TrialResult[], pick: (trial: TrialResult) => unknown): boolean {
  return new Set(trials.map(pick)).size > 1;
}

function lossSpec(trials: readonly TrialResult[]): TopLevelSpec {
  const label = trialNames(trials);
  const values = trials.flatMap((trial) => [
    { trial: label(trial), kind: 'measured', percent: 100 * (trial.lossRatio ?? 0) },
    ...(trial.predicted === null
      ? []
      : [{ trial: label(trial), kind: 'predicted', percent: 100 * trial.predicted.lossRatio }]),
  ]);
  return {
    ...WHOLE,
    height: 35 * trials.length,
    config,
    data: { values },
    mark: { type: 'bar', tooltip: true },
    encoding: {
      y: { field: 'trial', type: 'nominal', sort: null, title: null, axis: { labelLimit: 0 } },
      yOffset: { field: 'kind' },
      x: { field: 'percent', type: 'quantitative', title: '% of generated events lost', axis: { tickCount: 6 } },
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
    ...WHOLE,
    height: 220,
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
  const variantOf = variantNames(trials);
  const values = trials.map((trial) => ({
    multiple: trial.load.multiple,
    percent: 100 * (trial.lossRatio ?? 0),
    variant: variantOf(trial),
  }));
  return {
    width: WIDTH + 100,
    height: HEIGHT,
    config,
    data: { values },
    mark: { type: 'point', filled: true, size: 80, opacity: 0.9, tooltip: true },
    encoding: {
      x: { field: 'multiple', type: 'quantitative', title: 'multiple of the load', scale: { zero: false } },
      y: { field: 'percent', type: 'quantitative', title: '% lost' },
      color: { field: 'variant', type: 'nominal', scale: { range: PALETTE }, legend: { columns: 2 } },
      shape: { field: 'variant', type: 'nominal' },
      tooltip: [{ field: 'variant' }, { field: 'multiple' }, { field: 'percent', format: '.4~f' }],
    },
  };
}

function quantileSpec(
  trials: readonly TrialResult[],
  key: 'deliveryLagMs' | 'requestLatencyMs',
  title: string,
): TopLevelSpec {
  const label = trialNames(trials);
  const values = trials.flatMap((trial) =>
    (['p50', 'p90', 'p99', 'max'] as const).map((quantile) => ({
      trial: label(trial),
      quantile,
      ms: trial[key]?.[quantile] ?? null,
      shown: shownOnLog(trial[key]?.[quantile] ?? null),
    })),
  );
  return {
    ...WHOLE,
    height: 18 * trials.length + 10,
    config,
    data: { values: values.filter(({ ms }) => ms !== null) },
    mark: { type: 'point', filled: true, size: 60, opacity: 0.9, tooltip: true },
    encoding: {
      y: { field: 'trial', type: 'nominal', sort: null, title: null, axis: { labelLimit: 0 } },
      // Logarithmic: from a quick median to a slow maximum there are powers of ten.
      x: { field: 'shown', type: 'quantitative', title, scale: { type: 'log' }, axis: { tickCount: 6, format: ',~g' } },
      color: {
        field: 'quantile',
        type: 'nominal',
        sort: null,
        scale: { range: [COLOURS.green, COLOURS.sky, COLOURS.orange, COLOURS.vermilion] },
      },
      // With the same field in both, colour and shape share a legend.
      shape: { field: 'quantile', type: 'nominal', sort: null },
      tooltip: [{ field: 'trial' }, { field: 'quantile' }, { field: 'ms', format: ',.2~f' }],
    },
  };
}

/** A logarithm has no place for 0: what is below a microsecond, which nothing here measures, stands at one. */
function shownOnLog(ms: number | null): number | null {
  return ms === null ? null : Math.max(ms, 0.001);
}
