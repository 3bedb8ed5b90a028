import type { RunResult, Series } from '../core/result.ts';
import type { Reporter } from './reporter.ts';

/** trials.csv, a trial a row, and series.csv, a bin of a trial a row. */
export const csvReporter: Reporter = {
  name: 'csv',
  async render(result) {
    return [
      { path: 'trials.csv', text: trialsCsv(result) },
      { path: 'series.csv', text: seriesCsv(result) },
    ];
  },
};

function trialsCsv({ trials }: RunResult): string {
  const head = [
    'id',
    'variant',
    'repeat',
    'role',
    'loadMultiple',
    'mode',
    'bufferSize',
    'maxBatchSize',
    'maxBatchWait',
    'throttleQps',
    'throttleBurst',
    'generated',
    'delivered',
    'dropped',
    'failed',
    'missing',
    'lossRatio',
    'predictedLossRatio',
    'deliveryLagP99Ms',
    'requestLatencyP99Ms',
    'memoryPeakBytes',
    'trusted',
    'error',
  ];
  const rows = trials.map(({ settings, events, ours, ...trial }) => [
    trial.id,
    trial.variant,
    trial.repeat,
    trial.role,
    trial.load.multiple,
    settings.mode,
    settings.bufferSize,
    settings.maxBatchSize,
    settings.maxBatchWait,
    settings.throttleQps,
    settings.throttleBurst,
    events.generated,
    events.delivered,
    events.dropped,
    events.failed,
    ours.missing,
    trial.lossRatio,
    trial.predicted?.lossRatio,
    trial.deliveryLagMs?.p99,
    trial.requestLatencyMs?.p99,
    trial.apiserver.memoryPeakBytes,
    trial.trusted,
    trial.error,
  ]);
  return table([head, ...rows]);
}

function seriesCsv({ trials }: RunResult): string {
  const columns = [
    'requestsPerSecond',
    'generatedPerSecond',
    'deliveredPerSecond',
    'droppedPerSecond',
    'bufferOccupancy',
    'requestLatencyP50Ms',
    'requestLatencyP99Ms',
    'batchEventsMean',
    'deliveryLagP99Ms',
    'apiserverRequestMeanMs',
    'memoryBytes',
    'cpuCores',
  ] as const satisfies readonly (keyof Series)[];
  const rows = trials.flatMap(({ id, series }) =>
    series.generatedPerSecond.map((_, bin) => [
      id,
      series.startMs + bin * series.stepMs,
      // A run of an older version may lack a column.
      ...columns.map((column) => series[column]?.[bin]),
    ]),
  );
  return table([['trial', 'atMs', ...columns], ...rows]);
}

type Cell = string | number | boolean | null | undefined;

function table(rows: readonly (readonly Cell[])[]): string {
  return `${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function csvCell(value: Cell): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const clean = value.replace(
    /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    '\u{fffd}',
  );
  const safe = /^[\s]*[=+\-@\t\r]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
