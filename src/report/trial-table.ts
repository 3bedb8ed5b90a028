import type { RunResult, TrialResult } from '../core/result.ts';
import { formatBytes, formatCount, formatMs, formatRatio } from '../core/units.ts';

/** The table that the terminal and summary.md show: a trial a row. */
export const TRIAL_COLUMNS = [
  'variant',
  'generated',
  'delivered',
  'dropped',
  'failed',
  'missing',
  'loss',
  'lag p99',
  'request p99',
  'memory',
  'verdict',
] as const;

export function trialRows(result: RunResult): readonly (readonly string[])[] {
  return result.trials.map((trial) => [
    nameOf(trial, result),
    formatCount(trial.events.generated),
    trial.error === null ? formatCount(trial.events.delivered) : '–',
    formatCount(trial.events.dropped),
    formatCount(trial.events.failed),
    trial.error === null ? formatCount(trial.ours.missing) : '–',
    formatRatio(trial.lossRatio),
    formatMs(trial.deliveryLagMs?.p99 ?? null),
    formatMs(trial.requestLatencyMs?.p99 ?? null),
    trial.apiserver.memoryPeakBytes === null ? '–' : formatBytes(trial.apiserver.memoryPeakBytes),
    trialVerdict(trial),
  ]);
}

/** One word for people: pass, miss (with what), doubt (with why), failed. */
export function trialVerdict(trial: TrialResult): string {
  if (trial.error !== null) return 'failed';
  if (!trial.trusted) return `doubt: ${trial.doubts.map(({ name }) => name).join(', ')}`;
  const missed = trial.objectives.filter(({ met }) => !met).map(({ name }) => name);
  return missed.length === 0 ? 'pass' : `miss: ${missed.join(', ')}`;
}

function nameOf(trial: TrialResult, result: RunResult): string {
  const repeats = result.trials.filter(
    (other) => other.variant === trial.variant && other.load.multiple === trial.load.multiple,
  ).length;
  const load = trial.load.multiple === 1 ? '' : ` at ${trial.load.multiple}×`;
  const defaults = trial.isDefaults && !/default/i.test(trial.variant) ? " (Kubernetes' defaults)" : '';
  return `${trial.variant}${defaults}${load}${repeats > 1 ? ` #${trial.repeat}` : ''}`;
}
