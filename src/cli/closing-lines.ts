import { latenessSentence } from '../core/lateness.ts';
import type { RunResult } from '../core/result.ts';

/**
 * What is said of a run below its table, in parts with a blank line before each: doubts and failures; the recommendation,
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
  const parts = [troublesOf(result), answer, said ? [] : [labelled(verdict.sentence, result)]];
  return parts.filter((lines) => lines.length > 0).flatMap((lines) => ['', ...lines]);
}

function troublesOf({ trials }: RunResult): readonly string[] {
  return trials.flatMap(({ id, doubts, error, lateness }) => [
    ...doubts.map(({ sentence }) => `${id}: doubt: ${sentence}`),
    ...(lateness === null || lateness.matters ? [] : [`${id}: ${latenessSentence(lateness)}`]),
    ...(error === null ? [] : [`${id}: failed: ${error}`]),
  ]);
}

/** No answer of an emulated run stands without that word; most headlines of a recommendation have it already. */
function labelled(sentence: string, { cluster }: RunResult): string {
  return cluster.emulated && !/emulated/i.test(sentence) ? `Emulated: ${sentence}` : sentence;
}
