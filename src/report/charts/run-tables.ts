import type { TrialResult } from '../../core/result.ts';
import { formatCount, formatMs, formatRatio } from '../../core/units.ts';
import { trialNames, variantNames } from './names.ts';

/** The table behind a chart over all trials, for those who cannot see it and for paper. */
export interface RunTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function lossTable(trials: readonly TrialResult[]): RunTable {
  const nameOf = trialNames(trials);
  return {
    head: ['trial', 'measured', 'predicted'],
    rows: trials.map((trial) => [
      nameOf(trial),
      formatRatio(trial.lossRatio),
      formatRatio(trial.predicted?.lossRatio ?? null),
    ]),
  };
}

/** A cell of the heat map a row: the mean of its trials. */
export function heatTable(trials: readonly TrialResult[]): RunTable {
  const cells = new Map<string, readonly TrialResult[]>();
  for (const trial of trials) {
    const key = `${trial.settings.bufferSize} ${trial.settings.throttleQps}`;
    cells.set(key, [...(cells.get(key) ?? []), trial]);
  }
  return {
    head: ['buffer-size', 'throttle-qps', 'trials', 'lost (mean)'],
    rows: [...cells.values()].map((cell) => [
      formatCount(cell[0]?.settings.bufferSize ?? null),
      String(cell[0]?.settings.throttleQps ?? '–'),
      String(cell.length),
      formatRatio(cell.reduce((sum, { lossRatio }) => sum + (lossRatio ?? 0), 0) / cell.length),
    ]),
  };
}

export function multipleTable(trials: readonly TrialResult[]): RunTable {
  const nameOf = variantNames(trials);
  return {
    head: ['variant', 'multiple of the load', 'lost'],
    rows: trials.map((trial) => [nameOf(trial), String(trial.load.multiple), formatRatio(trial.lossRatio)]),
  };
}

export function quantileTable(trials: readonly TrialResult[], key: 'deliveryLagMs' | 'requestLatencyMs'): RunTable {
  const nameOf = trialNames(trials);
  return {
    head: ['trial', 'p50', 'p90', 'p99', 'max'],
    rows: trials.map((trial) => [
      nameOf(trial),
      ...(['p50', 'p90', 'p99', 'max'] as const).map((quantile) => formatMs(trial[key]?.[quantile] ?? null)),
    ]),
  };
}
