import type { OwnBackendResult, RunResult } from './result.ts';
import { formatCount, formatMs } from './units.ts';

/** What the backend under test did in each trial, a sentence each; none where the receiver was audit-bench's own. */
export function ownBackendSentences({ trials }: RunResult): readonly string[] {
  return trials.flatMap(({ id, error, receiver: { own } }) =>
    own === undefined || error !== null ? [] : [`${id}: ${sentence(own)}`],
  );
}

function sentence(own: OwnBackendResult): string {
  if (own.via === 'external')
    return `the API server POSTed to ${own.place} directly, so what arrived there, and how late, is not known; the events stand by the API server's own counters alone`;
  const answers = Object.entries(own.answers ?? {}).map(
    ([status, posts]) =>
      `${status === 'client gone' ? 'too late for the API server' : status} to ${formatCount(posts)}`,
  );
  const unanswered = Object.entries(own.unanswered ?? {}).map(
    ([why, posts]) => `no answer to ${formatCount(posts)} (${why}; told as 502)`,
  );
  const said = [...answers, ...unanswered];
  const took =
    own.tookMs === null ? '' : `, in ${formatMs(own.tookMs.p50)} (median) and ${formatMs(own.tookMs.p99)} (p99)`;
  return `the backend at ${own.place} answered ${said.length === 0 ? 'no POST' : `${said.join(', ')} POSTs${took}`}`;
}
