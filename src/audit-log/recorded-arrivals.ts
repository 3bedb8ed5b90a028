import { DAY_MS, type RecordedArrivals } from '../core/recorded.ts';
import type { LogReading } from './log-lines.ts';
import type { LogSet } from './log-set.ts';
import { scanTimes } from './scan-times.ts';

/**
 * What came to the audit backend of one API server, by its log: 8 bytes of memory for an event, so a log of 10 GB takes
 * 80 MB.
 * Errors: as readLogLines.
 */
export async function readArrivals(set: LogSet, reading: LogReading): Promise<RecordedArrivals> {
  let times = new Float64Array(1 << 16);
  let count = 0;
  let bytes = 0;
  let eventBytesMax = 0;
  let latestMs = 0;
  let backMs = 0;
  const bytesByDay = new Map<number, number>();
  await scanTimes(
    set,
    (stageMs, sizeBytes) => {
      if (count === times.length) times = grown(times);
      times[count] = stageMs;
      count += 1;
      // The line end is written too.
      bytes += sizeBytes + 1;
      if (sizeBytes > eventBytesMax) eventBytesMax = sizeBytes;
      if (stageMs >= latestMs) latestMs = stageMs;
      else if (latestMs - stageMs > backMs) backMs = latestMs - stageMs;
      const day = Math.floor(stageMs / DAY_MS);
      bytesByDay.set(day, (bytesByDay.get(day) ?? 0) + sizeBytes + 1);
    },
    reading,
  );
  return {
    instance: set.name,
    timesMs: times.slice(0, count).sort(),
    bytes,
    eventBytesMax,
    bytesByDay,
    backMs,
  };
}

function grown(times: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * times.length);
  larger.set(times);
  return larger;
}
