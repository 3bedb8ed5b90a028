import type { RunResult, TrialResult } from './result.ts';
import { formatCount } from './units.ts';

/** What became of batches that the receiver did not take at first, a sentence for each trial that had such. */
export function retrySentences({ trials }: RunResult): readonly string[] {
  return trials.flatMap((trial) => {
    const sentence = trial.error === null ? sentenceOf(trial) : null;
    return sentence === null ? [] : [`${trial.id}: ${sentence}`];
  });
}

function sentenceOf({ receiver: { retries, concurrencyMax }, events, ours }: TrialResult): string | null {
  if (retries === undefined || retries.refused === 0) return null;
  const { refused, recovered, notTaken, mostPosts } = retries;
  const rest =
    notTaken === 0
      ? 'all of them later'
      : `${formatCount(recovered)} later, ${formatCount(notTaken)} never (given up, or still being tried at the end)`;
  const failed = (events.failed ?? 0) === 0 ? 'none given up' : `${formatCount(events.failed)} events given up`;
  return `${formatCount(refused)} ${refused === 1 ? 'batch was' : 'batches were'} not taken at first, ${rest}, in up to ${mostPosts} POSTs; ${failed} by the counters, ${formatCount(ours.duplicate)} of our events arrived twice, at most ${formatCount(concurrencyMax)} POSTs were open at once`;
}
