import type { FaultResult, RunResult, TrialResult } from './result.ts';
import { formatCount } from './units.ts';

/** What became of batches that the receiver did not take at first, a sentence for each trial that had such. */
export function retrySentences({ trials }: RunResult): readonly string[] {
  return trials.flatMap((trial) => {
    if (trial.error !== null) return [];
    const faults = trial.receiver.faults?.map(faultSentence) ?? [];
    return [sentenceOf(trial), ...faults].flatMap((sentence) =>
      sentence === null ? [] : [`${trial.id}: ${sentence}`],
    );
  });
}

function sentenceOf({ receiver: { retries, concurrencyMax }, events, ours }: TrialResult): string | null {
  if (retries === undefined || retries.refused === 0) return null;
  const { refused, recovered, notTaken, mostPosts, sentAgain = 0 } = retries;
  const rest =
    notTaken === 0
      ? 'all of them later'
      : `${formatCount(recovered)} later, ${formatCount(notTaken)} never (given up, or still being tried at the end)`;
  const failed = (events.failed ?? 0) === 0 ? 'none given up' : `${formatCount(events.failed)} events given up`;
  return `${formatCount(refused)} ${refused === 1 ? 'batch was' : 'batches were'} not taken at first, ${rest}, in up to ${mostPosts} POSTs; ${failed} by the counters, ${formatCount(ours.duplicate)} of our events arrived twice, at most ${formatCount(concurrencyMax)} POSTs were open at once${sentAgain === 0 ? '' : `; ${formatCount(sentAgain)} events came again after a POST that arrived whole and was not answered in time: a receiver that keeps what it reads has them twice`}`;
}

/** What one fault of the receiver came to; of a closed port or failing TLS no POST arrives. */
function faultSentence({ fault, posts, refused, recovered, notTaken }: FaultResult): string {
  if (posts === 0) return `the receiver's fault (${fault}): no POST arrived while it was open`;
  const batches = recovered + notTaken;
  const rest =
    batches === 0
      ? ''
      : `, of ${formatCount(batches)} ${batches === 1 ? 'batch' : 'batches'}: ${formatCount(recovered)} taken later, ${formatCount(notTaken)} never`;
  return `the receiver's fault (${fault}): ${formatCount(posts)} POSTs arrived while it was open, ${formatCount(refused)} were not taken${rest}`;
}
