import type { LogSet } from '../../audit-log/log-set.ts';
import { type Finding, showPlace } from '../../core/finding.ts';
import type { Differences } from '../../verify/differences.ts';
import { readSet } from './read-sets.ts';
import { wantedLines } from './wanted-lines.ts';

/** What of a log and of its copies is not the same, with what differs in an event. */
export async function compareCopies(
  sets: readonly LogSet[],
  copies: readonly LogSet[],
  differences: Differences,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  for (const copy of copies) await readSet(copy, [differences], signal);
  const lines = await wantedLines(
    sets,
    differences.differing.map(({ here }) => here),
    signal,
  );
  return differences.findings(({ here, json }) => eventIn(lines.get(showPlace(here)), json));
}

/** The event of a line, or of the list that it is; the same one as `json`. */
function eventIn(line: string | undefined, json: string): string | undefined {
  if (line === undefined) return undefined;
  const { items } = JSON.parse(line) as { readonly items?: readonly EventName[] };
  if (items === undefined) return line;
  const wanted = JSON.parse(json) as EventName;
  const found = items.find(({ auditID, stage }) => auditID === wanted.auditID && stage === wanted.stage);
  return found === undefined ? undefined : JSON.stringify(found);
}

interface EventName {
  readonly auditID: string;
  readonly stage: string;
}
