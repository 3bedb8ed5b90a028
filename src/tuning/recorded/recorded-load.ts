import type { RecordedArrivals } from '../../core/recorded.ts';
import type { PlannedLoad } from '../arrivals/planned-load.ts';
import { placesOf, type Stretch } from './stretches.ts';

/** Between two stretches every buffer has been emptied and every bucket is full. */
const GAP_MS = 300_000;
const HOUR_MS = 3_600_000;

/**
 * Stretches of the records one after another, as one API server would see them: each has a buffer of its own, and what
 * holds in every stretch holds at every API server.
 */
export function recordedLoad(records: readonly RecordedArrivals[], stretches: readonly Stretch[]): PlannedLoad {
  const places = stretches.map((stretch) => ({ ...stretch, ...placesOf(records, stretch) }));
  const timesMs = new Float64Array(places.reduce((sum, { from, to }) => sum + to - from, 0));
  const phases: { kind: 'constant'; startMs: number; endMs: number }[] = [];
  let count = 0;
  let atMs = 0;
  for (const { record, startMs, endMs, from, to } of places) {
    const own = records[record]?.timesMs ?? new Float64Array();
    for (let index = from; index < to; index += 1, count += 1) timesMs[count] = atMs + (own[index] as number) - startMs;
    phases.push({ kind: 'constant', startMs: atMs, endMs: atMs + endMs - startMs });
    atMs += endMs - startMs + GAP_MS;
  }
  const events = records.reduce((sum, record) => sum + record.timesMs.length, 0);
  const bytes = records.reduce((sum, record) => sum + record.bytes, 0);
  return {
    arrivals: {
      instance: 'the busiest stretches',
      timesMs,
      sizesBytes: new Float64Array(count),
      lateMs: new Float64Array(count),
      timerStartMs: null,
    },
    phases,
    eventBytesMean: events === 0 ? 0 : bytes / events,
    eventBytesMax: Math.max(0, ...records.map(({ eventBytesMax }) => eventBytesMax)),
    allAtOnce: false,
    rates: {
      sustainedPerSecond: Math.max(0, ...records.map(({ timesMs: own }) => busiestHourPerSecond(own))),
      meanPerSecond: Math.max(0, ...records.map(({ timesMs: own }) => meanPerSecond(own))),
    },
  };
}

/** The mean of the busiest hour, or of the whole record where it is shorter: what may go on for ever. */
export function busiestHourPerSecond(timesMs: Float64Array): number {
  const spanMs = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0);
  if (spanMs <= HOUR_MS) return meanPerSecond(timesMs);
  let most = 0;
  let from = 0;
  for (let to = 0; to < timesMs.length; to += 1) {
    while ((timesMs[to] as number) - (timesMs[from] as number) >= HOUR_MS) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return (most * 1000) / HOUR_MS;
}

export function meanPerSecond(timesMs: Float64Array): number {
  const spanMs = (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0);
  return spanMs <= 0 ? 0 : ((timesMs.length - 1) * 1000) / spanMs;
}
