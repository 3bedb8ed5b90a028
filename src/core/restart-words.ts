import type { RestartResult } from './restart.ts';
import type { RunResult, TrialResult } from './result.ts';
import { formatCount, formatMs } from './units.ts';

/** What planned restarts cost, a sentence for each trial that had some. */
export function restartSentences({ trials }: RunResult): readonly string[] {
  return trials.flatMap((trial) =>
    trial.restarts === undefined ? [] : [`${trial.id}: ${sentenceOf(trial, trial.restarts)}`],
  );
}

function sentenceOf({ events: { lostAtRestart = null } }: TrialResult, restarts: readonly RestartResult[]): string {
  const lost =
    lostAtRestart === null
      ? 'how many events were lost with that is not known'
      : `${formatCount(lostAtRestart)} events were lost with ${restarts.length === 1 ? 'it' : 'them'}`;
  return `${restarts.map(describe).join('; ')}; ${lost}`;
}

function describe({ instance, kind, ended, to, atMs, awayMs, held, skipped, unanswered }: RestartResult): string {
  const how =
    kind === 'kill'
      ? 'was killed'
      : ended === 'by itself'
        ? 'was restarted'
        : 'was restarted, and killed when its time was up,';
  const model = held === null ? '' : ` (by the model it held ${formatCount(held)})`;
  const requests = [
    ...(unanswered > 0 ? [`${formatCount(unanswered)} requests got no answer`] : []),
    ...(skipped > 0 ? [`${formatCount(skipped)} could not be sent`] : []),
  ];
  const cost = requests.length === 0 ? '' : `, ${requests.join(' and ')}`;
  return `${instance} ${how} after ${formatMs(atMs)}${model} and was back ${formatMs(awayMs)} later${to === undefined ? '' : ` with the settings of ${to}`}${cost}`;
}
