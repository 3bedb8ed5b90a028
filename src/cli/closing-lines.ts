import { latenessSentence } from '../core/lateness.ts';
import { retrySentences } from '../core/retry-words.ts';
import { dealSentences } from '../core/deal-words.ts';
import { restartSentences } from '../core/restart-words.ts';
import { ownBackendSentences } from '../core/own-backend-words.ts';
import type { RunResult } from '../core/result.ts';
import { formatMs } from '../core/units.ts';

/** A sentence below the table of a run, and what it is, for its colour. */
export interface ClosingLine {
  readonly text: string;
  readonly as: 'headline' | 'doubt' | 'failure' | 'caveat' | 'plain';
}

/**
 * What is said of a run below its table, in parts with a blank line before each: doubts and failures; planned restarts, the deal of a load balancer, batches that were
 * tried again and the backend under test; the recommendation, its headline first and its caveats last; the verdict, unless it is the headline, as it mostly is when a run tunes.
 */
export function closingLines(result: RunResult): readonly ClosingLine[] {
  const { recommendation, verdict } = result;
  const [headline, ...others] = recommendation?.sentences ?? [];
  const answer = [
    ...(headline === undefined ? [] : [line(labelled(headline, result), 'headline')]),
    ...others.map((text) => line(text)),
    ...(recommendation?.caveats ?? []).map((caveat) => line(`Caveat: ${caveat}`, 'caveat')),
  ];
  const said = verdict === null || verdict.sentence === headline;
  const parts = [
    troublesOf(result),
    [restartSentences, dealSentences, retrySentences, ownBackendSentences].flatMap((sentencesOf) =>
      sentencesOf(result).map((text) => line(text)),
    ),
    answer,
    said ? [] : [line(labelled(verdict.sentence, result), 'headline')],
  ];
  return parts.filter((lines) => lines.length > 0).flatMap((lines) => [line(''), ...lines]);
}

function line(text: string, as: ClosingLine['as'] = 'plain'): ClosingLine {
  return { text, as };
}

function troublesOf({ trials }: RunResult): readonly ClosingLine[] {
  return trials.flatMap(({ id, doubts, error, lateness, apiserver }) => [
    ...doubts.map(({ sentence }) => line(`${id}: doubt: ${sentence}`, 'doubt')),
    ...(lateness === null || lateness.matters ? [] : [line(`${id}: ${latenessSentence(lateness)}`)]),
    ...gapLine(id, apiserver.largestSampleGapMs),
    ...(error === null ? [] : [line(`${id}: failed: ${error}`, 'failure')]),
  ]);
}

/** A machine or an API server that stalled: told, for the charts have a hole there, and no doubt of the account. */
function gapLine(id: string, gapMs: number | null): readonly ClosingLine[] {
  if (gapMs === null || gapMs <= GAP_MS) return [];
  const stalled = 'the API server or this machine stalled; the account is whole, the charts are not';
  return [line(`${id}: no metrics for ${formatMs(gapMs)}: ${stalled}`)];
}

/** Three of the intervals that metrics are read in. */
const GAP_MS = 1500;

/** No answer of an emulated run stands without that word; most headlines of a recommendation have it already. */
function labelled(sentence: string, { cluster }: RunResult): string {
  return cluster.emulated && !/emulated/i.test(sentence) ? `Emulated: ${sentence}` : sentence;
}
