import type { LogSet } from '../../audit-log/log-set.ts';
import { type Place, showPlace } from '../../core/finding.ts';
import { readSet } from './read-sets.ts';

/** Lines of a log again, by their places; it is read once more, for it was not kept. */
export async function wantedLines(
  sets: readonly LogSet[],
  wanted: readonly Place[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const places = new Set(wanted.map(showPlace));
  if (places.size === 0) return found;
  let file = '';
  const taker = {
    beginFile: (path: string) => void (file = path),
    readLines(lines: Buffer, before: number) {
      let line = before;
      for (let at = 0; at < lines.length; ) {
        line += 1;
        const end = lines.indexOf('\n', at);
        const place = showPlace({ file, line });
        if (places.has(place)) found.set(place, lines.subarray(at, end === -1 ? lines.length : end).toString());
        at = end === -1 ? lines.length : end + 1;
      }
    },
  };
  for (const set of sets) await readSet(set, [taker], signal);
  return found;
}
