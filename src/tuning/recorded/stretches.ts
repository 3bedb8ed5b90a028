import type { RecordedArrivals } from '../../core/recorded.ts';

/** A stretch of time in the log of one API server, epoch ms. */
export interface Stretch {
  /** Of the records. */
  readonly record: number;
  readonly startMs: number;
  readonly endMs: number;
}

const MINUTE_MS = 60_000;
/** A loss comes from a rush of this length: one that fills the buffer at once, or one that slowly wins against the ceiling. */
const RUSH_MS = [1000, 10_000, MINUTE_MS, 10 * MINUTE_MS, 60 * MINUTE_MS] as const;
/** Rushes that are remembered while the fullest are looked for. */
const MOST_KEPT = 4096;
/** What a rush leaves behind is played too. */
const BEFORE_MS = 30_000;
const AFTER_MS = 2 * MINUTE_MS;
/** Of an API server's record so many rushes of each length are looked at. */
const MOST_OF_A_LENGTH = 3;
/** Events that the search plays thousands of times. */
const MOST_EVENTS = 400_000;

/**
 * The stretches in which settings are tried: the whole record where it is short, else its busiest second, ten seconds,
 * minute, ten minutes and hour, and the next busiest ones, as many as can be played thousands of times. What holds in
 * them is proved on the whole record afterwards.
 */
export function busiestStretches(records: readonly RecordedArrivals[], mostEvents = MOST_EVENTS): readonly Stretch[] {
  const events = records.reduce((sum, { timesMs }) => sum + timesMs.length, 0);
  if (events <= mostEvents) return records.flatMap((record, at) => wholeOf(record, at));
  const candidates = RUSH_MS.flatMap((lengthMs) =>
    records.flatMap(({ timesMs }, record) =>
      rushesOf(timesMs, lengthMs).map((startMs) => ({
        record,
        startMs: startMs - BEFORE_MS,
        endMs: startMs + lengthMs + AFTER_MS,
      })),
    ),
  );
  const taken: Stretch[] = [];
  for (const stretch of candidates) {
    const merged = mergeStretches([...taken, stretch]);
    if (taken.length > 0 && eventsIn(records, merged) > mostEvents) continue;
    taken.splice(0, taken.length, ...merged);
  }
  return taken;
}

/** Stretches of a record that touch are one. */
export function mergeStretches(stretches: readonly Stretch[]): readonly Stretch[] {
  const merged: Stretch[] = [];
  for (const stretch of stretches.toSorted((a, b) => a.record - b.record || a.startMs - b.startMs)) {
    const last = merged.at(-1);
    if (last === undefined || last.record !== stretch.record || last.endMs < stretch.startMs) merged.push(stretch);
    else merged[merged.length - 1] = { ...last, endMs: Math.max(last.endMs, stretch.endMs) };
  }
  return merged;
}

/** A stretch around a moment in which settings lost that held in the stretches before. */
export function stretchAround(record: number, atMs: number): Stretch {
  return { record, startMs: atMs - 60 * MINUTE_MS, endMs: atMs + AFTER_MS };
}

function wholeOf({ timesMs }: RecordedArrivals, record: number): readonly Stretch[] {
  const lastMs = timesMs.at(-1);
  return lastMs === undefined ? [] : [{ record, startMs: timesMs[0] ?? 0, endMs: lastMs + 1 }];
}

/** The starts of the fullest windows of a length that do not overlap, the fullest first. */
function rushesOf(timesMs: Float64Array, lengthMs: number): readonly number[] {
  const found: { startMs: number; count: number }[] = [];
  let from = 0;
  for (let to = 0; to < timesMs.length; to += 1) {
    const atMs = timesMs[to] as number;
    while (atMs - (timesMs[from] as number) >= lengthMs) from += 1;
    const count = to - from + 1;
    const last = found.at(-1);
    const startMs = timesMs[from] as number;
    if (last !== undefined && startMs < last.startMs + lengthMs) {
      if (count > last.count) found[found.length - 1] = { startMs, count };
    } else found.push({ startMs, count });
    if (found.length > MOST_KEPT) found.splice(0, found.length - 1, ...fullest(found.slice(0, -1)));
  }
  return fullest(found).map(({ startMs }) => startMs);
}

function fullest<T extends { readonly count: number }>(found: readonly T[]): readonly T[] {
  return found.toSorted((a, b) => b.count - a.count).slice(0, MOST_OF_A_LENGTH);
}

function eventsIn(records: readonly RecordedArrivals[], stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, stretch) => {
    const { from, to } = placesOf(records, stretch);
    return sum + to - from;
  }, 0);
}

/** Which arrivals of its record lie in a stretch. */
export function placesOf(
  records: readonly RecordedArrivals[],
  { record, startMs, endMs }: Stretch,
): { readonly from: number; readonly to: number } {
  const timesMs = records[record]?.timesMs ?? new Float64Array();
  return { from: placeOf(timesMs, startMs), to: placeOf(timesMs, endMs) };
}

/** How many arrivals lie before a moment. */
function placeOf(timesMs: Float64Array, atMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] as number) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
