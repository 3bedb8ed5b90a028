import { describeReceiver } from '../core/receiver.ts';
import type { RunResult, Series, TrialResult } from '../core/result.ts';
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

/** Name and value of every column of trials.csv. All parts of the account are there, so that it can be added up. */
const TRIAL_COLUMNS: readonly (readonly [name: string, pick: (trial: TrialResult) => Cell])[] = [
  ['id', ({ id }) => id],
  ['variant', ({ variant }) => variant],
  ['isDefaults', ({ isDefaults }) => isDefaults],
  ['repeat', ({ repeat }) => repeat],
  ['role', ({ role }) => role],
  ['loadMultiple', ({ load }) => load.multiple],
  ['receiver', ({ load }) => describeReceiver(load.receiver)],
  ['mode', ({ settings }) => settings.mode],
  ['bufferSize', ({ settings }) => settings.bufferSize],
  ['maxBatchSize', ({ settings }) => settings.maxBatchSize],
  ['maxBatchWait', ({ settings }) => settings.maxBatchWait],
  ['throttleQps', ({ settings }) => settings.throttleQps],
  ['throttleBurst', ({ settings }) => settings.throttleBurst],
  ['initialBackoff', ({ settings }) => settings.initialBackoff],
  ['requestsIntended', ({ requests }) => requests.intended],
  ['requestsSent', ({ requests }) => requests.sent],
  ['generated', ({ events }) => events.generated],
  ['dropped', ({ events }) => events.dropped],
  ['discarded', ({ events }) => events.discarded],
  ['failed', ({ events }) => events.failed],
  ['delivered', ({ events }) => events.delivered],
  ['inFlight', ({ events }) => events.inFlight],
  ['lostAtRestart', ({ events }) => events.lostAtRestart],
  ['unexplained', ({ events }) => events.unexplained],
  ['background', ({ events }) => events.background],
  ['overhead', ({ events }) => events.overhead],
  ['expected', ({ ours }) => ours.expected],
  ['missing', ({ ours }) => ours.missing],
  ['duplicate', ({ ours }) => ours.duplicate],
  ['late', ({ ours }) => ours.late],
  ['lossRatio', ({ lossRatio }) => lossRatio],
  ['predictedLossRatio', ({ predicted }) => predicted?.lossRatio],
  ['firstLossAtMs', ({ firstLossAtMs }) => firstLossAtMs],
  ['binding', ({ binding }) => binding],
  ['deliveryLagP99Ms', ({ deliveryLagMs }) => deliveryLagMs?.p99],
  ['requestLatencyP99Ms', ({ requestLatencyMs }) => requestLatencyMs?.p99],
  ['apiserverRequestMeanMs', ({ apiserver }) => apiserver.requestDurationMeanMs],
  ['memoryPeakBytes', ({ apiserver }) => apiserver.memoryPeakBytes],
  ['cpuSeconds', ({ apiserver }) => apiserver.cpuSeconds],
  ['objectivesMissed', ({ objectives }) => namesOf(objectives.filter(({ met }) => !met))],
  ['trusted', ({ trusted }) => trusted],
  ['doubts', ({ doubts }) => namesOf(doubts)],
  ['error', ({ error }) => error],
];

function namesOf(named: readonly { readonly name: string }[]): string {
  return named.map(({ name }) => name).join(' ');
}

function trialsCsv({ trials }: RunResult): string {
  return table([
    TRIAL_COLUMNS.map(([name]) => name),
    ...trials.map((trial) => TRIAL_COLUMNS.map(([, pick]) => pick(trial))),
  ]);
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
    'inflightRequests',
    'openPosts',
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
