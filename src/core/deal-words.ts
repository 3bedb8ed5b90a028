import type { RunResult, TrialResult } from './result.ts';
import { formatCount } from './units.ts';

/** How a load balancer dealt the load, a sentence for each trial that went through one. */
export function dealSentences({ trials }: RunResult): readonly string[] {
  return trials.flatMap((trial) => {
    const sentence = dealSentence(trial);
    return sentence === null ? [] : [`${trial.id}: ${sentence}`];
  });
}

/** `null`: there was none. */
export function dealSentence({ dealtBy, instances, arrivalSkew }: TrialResult): string | null {
  if (dealtBy === undefined || arrivalSkew === undefined) return null;
  const shares = instances.map(({ name, requests }) => `${formatCount(requests ?? null)} to ${name}`).join(', ');
  return `the ${dealtBy} dealt the requests ${shares}; the busiest API server got ${arrivalSkew.toFixed(2)} × an even share of the events`;
}
