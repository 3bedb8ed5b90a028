import type { RunResult, TrialResult } from '../../core/result.ts';
import { focusOf } from '../focus.ts';
import { framesOf, type Frame } from './frame.ts';
import { shortName } from './names.ts';
import { timePlot } from './plot-model.ts';
import { chartRows, type Row } from './rows.ts';
import { rowsTable } from './rows-table.ts';
import type { RunChart } from './run-charts.ts';
import { thinSeries } from './thin.ts';
import { CHART_TEXT, type Limit, timeSpec } from './trial-spec.ts';

/** Bins of a picture: more than a phone has pixels for. */
const MOST_BINS = 400;

/** The pictures of the answer: the buffer of the recommended settings beside that of the tighter ones, and where events went. */
export function answerCharts(result: RunResult): readonly RunChart[] {
  const { best, tighter } = focusOf(result);
  if (best === null) return [];
  const trials = [best, ...(tighter === null ? [] : [tighter])].map(thinned);
  return [bufferChart(trials), eventsChart(trials[0] as TrialResult)].filter((chart) => chart !== null);
}

function thinned(trial: TrialResult): TrialResult {
  return { ...trial, series: thinSeries(trial.series, MOST_BINS) };
}

function bufferChart(trials: readonly TrialResult[]): RunChart | null {
  const rows = trials.flatMap((trial) =>
    chartRows(trial.series, 'buffer').map(({ t, value }): Row => ({ t, value, series: nameOf(trial) })),
  );
  if (rows.length === 0) return null;
  const both = trials.length > 1 ? `: ${trials.map(nameOf).join(' and ')}` : ` of ${nameOf(trials[0] as TrialResult)}`;
  return overTime(
    {
      id: 'answer-buffer',
      title: `Buffer against its size, by the model${both}`,
      unit: 'events',
      rows,
      limits: limitsOf(trials),
    },
    trials,
    framesOf(trials).buffer,
  );
}

/** One rule where the sizes are the same. */
function limitsOf(trials: readonly TrialResult[]): readonly Limit[] {
  const limits = trials.flatMap((trial) =>
    trial.settings.bufferSize === undefined
      ? []
      : [{ name: `size, ${nameOf(trial)}`, value: trial.settings.bufferSize }],
  );
  const [first] = limits;
  return first !== undefined && limits.every(({ value }) => value === first.value)
    ? [{ name: 'buffer size', value: first.value }]
    : limits;
}

function eventsChart(trial: TrialResult): RunChart | null {
  const rows = chartRows(trial.series, 'events');
  if (rows.length === 0) return null;
  const title = `${CHART_TEXT.events.title}, ${nameOf(trial)}`;
  return overTime(
    { id: 'answer-events', title, unit: 'events/s', rows, limits: [] },
    [trial],
    framesOf([trial]).events,
  );
}

interface Content {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly rows: readonly Row[];
  readonly limits: readonly Limit[];
}

function overTime({ id, title, unit, rows, limits }: Content, [trial]: readonly TrialResult[], frame: Frame): RunChart {
  return {
    id,
    title,
    spec: timeSpec({ unit, rows, phases: trial?.phases ?? [], limits, frame }),
    plot: timePlot(rows, unit, frame),
    table: rowsTable(rows, unit),
  };
}

function nameOf({ variant, load }: TrialResult): string {
  return load.multiple === 1 ? shortName(variant) : `${shortName(variant)} at ${load.multiple}×`;
}
