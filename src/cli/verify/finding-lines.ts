import { formatCount } from '../../core/units.ts';
import { type Finding, showPlace } from '../../core/finding.ts';

/** What verifying found, for people: what is wrong first, each with its places, then the sum. */
export function findingLines(
  findings: readonly Finding[],
  { files, events }: { readonly files: readonly string[]; readonly events: number },
): readonly string[] {
  const wrongs = findings.filter(({ severity }) => severity === 'wrong');
  const notes = findings.filter(({ severity }) => severity === 'note');
  const read = `${formatCount(events)} events in ${files.length === 1 ? (files[0] ?? '') : `${files.length} files`}`;
  const sum =
    wrongs.length === 0
      ? 'nothing is wrong, as far as a log can tell by itself'
      : wrongs.length === 1
        ? 'something is wrong'
        : `${wrongs.length} things are wrong`;
  return [...wrongs, ...notes].flatMap(linesOf).concat(`${read}: ${sum}.`);
}

/** A finding with its places. */
export function linesOf({ severity, check, sentence, evidence }: Finding): readonly string[] {
  return [`${severity} (${check}): ${sentence}`, ...evidence.map((place) => `  ${showPlace(place)}`)];
}
