import type { EventTable } from './event-table.ts';

const BINS = 240;
const SECOND_MS = 1000;

/** Events of logs in bins of whole seconds; `null`: they are all of one second or two. */
export function eventsOverTime(
  tables: readonly EventTable[],
): { readonly startMs: number; readonly stepMs: number; readonly perSecond: readonly number[] } | null {
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const eachTime = (visit: (atMs: number) => void): void => {
    for (const { columns, length } of tables)
      for (let event = 0; event < length; event += 1) visit(columns.stageMs[event] as number);
  };
  eachTime((atMs) => {
    firstMs = Math.min(firstMs, atMs);
    lastMs = Math.max(lastMs, atMs);
  });
  if (!(lastMs - firstMs > 2 * SECOND_MS)) return null;
  const startMs = Math.floor(firstMs / SECOND_MS) * SECOND_MS;
  const stepMs = Math.ceil((lastMs - startMs + 1) / BINS / SECOND_MS) * SECOND_MS;
  const counts = Array.from({ length: Math.floor((lastMs - startMs) / stepMs) + 1 }, () => 0);
  eachTime((atMs) => {
    const bin = Math.floor((atMs - startMs) / stepMs);
    counts[bin] = (counts[bin] ?? 0) + 1;
  });
  return { startMs, stepMs, perSecond: counts.map((count) => (count * SECOND_MS) / stepMs) };
}
