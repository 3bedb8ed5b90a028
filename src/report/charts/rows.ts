import type { Series } from '../../core/result.ts';

/** Charts of a trial over time, each of one unit. */
export const TRIAL_CHARTS = [
  'events',
  'buffer',
  'latency',
  'batches',
  'delivery',
  'inflight',
  'memory',
  'cpu',
] as const;
export type TrialChart = (typeof TRIAL_CHARTS)[number];

export interface Row {
  /** Seconds from the start of the first measured phase. */
  readonly t: number;
  readonly series: string;
  readonly value: number;
}

type Column = Exclude<keyof Series, 'startMs' | 'stepMs'>;

const COLUMNS: Readonly<Record<TrialChart, readonly (readonly [column: Column, name: string, scale: number])[]>> = {
  events: [
    ['generatedPerSecond', 'generated', 1],
    ['deliveredPerSecond', 'delivered', 1],
    ['droppedPerSecond', 'dropped', 1],
  ],
  buffer: [['bufferOccupancy', 'in the buffer (model)', 1]],
  latency: [
    ['requestLatencyP50Ms', 'p50', 1],
    ['requestLatencyP99Ms', 'p99', 1],
    ['apiserverRequestMeanMs', "API server's own mean", 1],
  ],
  batches: [['batchEventsMean', 'mean', 1]],
  delivery: [['deliveryLagP99Ms', 'p99', 1]],
  inflight: [
    ['inflightRequests', 'requests at the API server', 1],
    ['openPosts', 'POSTs at the receiver', 1],
  ],
  memory: [['memoryBytes', 'memory', 1 / 2 ** 20]],
  cpu: [['cpuCores', 'CPU', 1]],
};

/** The columns of a chart as rows; bins without a value are left out, and those before the measurement began. */
export function chartRows(series: Series, chart: TrialChart): Row[] {
  return COLUMNS[chart].flatMap(([column, name, scale]) =>
    // A run of an older version may lack a column.
    (series[column] ?? []).flatMap((value, bin) =>
      value === null || series.startMs + bin * series.stepMs < 0
        ? []
        : [{ t: round((series.startMs + bin * series.stepMs) / 1000), series: name, value: round(value * scale) }],
    ),
  );
}

/** Three decimals are more than a pixel can show. */
function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
