import { latenessSentence } from '../core/lateness.ts';
import { ownBackendSentences } from '../core/own-backend-words.ts';
import type { RunResult } from '../core/result.ts';
import { formatMs } from '../core/units.ts';

/**
 * What is said of a run below its table, in parts with a blank line before each: doubts and failures; the backend under
 * test; the recommendation,
 * its headline first and its caveats last; the verdict, unless it is the headline, as it mostly is when a run tunes.
 */
export function closingLines(result: RunResult): readonly string[] {
  const { recommendation, verdict } = result;
  const [headline, ...others] = recommendation?.sentences ?? [];
  const answer = [
    ...(headline === undefined ? [] : [labelled(headline, result)]),
    ...others,
    ...(recommendation?.caveats ?? []).map((caveat) => `Caveat: ${caveat}`),
  ];
  const said = verdict === null || verdict.sentence === headline;
  const parts = [
    troublesOf(result),
    ownBackendSentences(result),
    answer,
    said ? [] : [labelled(verdict.sentence, result)],
  ];
  return parts.filter((lines) => lines.length > 0).flatMap((lines) => ['', ...lines]);
}

function troublesOf({ trials }: RunResult): readonly string[] {
  return trials.flatMap(({ id, doubts, error, lateness, apiserver }) => [
    ...doubts.map(({ sentence }) => `${id}: doubt: ${sentence}`),
    ...(lateness === null || lateness.matters ? [] : [`${id}: ${latenessSentence(lateness)}`]),
    ...gapLine(id, apiserver.largestSampleGapMs),
    ...(error === null ? [] : [`${id}: failed: ${error}`]),
  ]);
}

/** A machine or an API server that stalled: told, for the charts have a hole there, and no doubt of the account. */
function gapLine(id: string, gapMs: number | null): readonly string[] {
  if (gapMs === null || gapMs <= GAP_MS) return [];
  return [
    `${id}: no metrics for ${formatMs(gapMs)}: the API server or this machine stalled; the account is whole, the charts are not`,
  ];
}

/** Three of the intervals that metrics are read in. */
const GAP_MS = 1500;

/** No answer of an emulated run stands without that word; most headlines of a recommendation have it already. */
function labelled(sentence: string, { cluster }: RunResult): string {
  return cluster.emulated && !/emulated/i.test(sentence) ? `Emulated: ${sentence}` : sentence;
}
