import { DAY_MS, type RecordedArrivals } from '../../core/recorded.ts';
import type { LogRetention } from '../../core/retention.ts';
import { keptLines, type LogRate } from '../../core/retention-words.ts';

/** How long the log keeps an event with these flags, and what keeps it longer; of the API server that writes most. */
export function retentionLines(records: readonly RecordedArrivals[], retention: LogRetention): readonly string[] {
  const rates = records.map(bytesPerSecond);
  const most = rates.toSorted((a, b) => b.busiestDay - a.busiestDay)[0];
  return most === undefined || most.mean === 0 ? [] : keptLines(most, retention);
}

/** Of a record shorter than a day the mean stands for the day too. */
function bytesPerSecond({ timesMs, bytes, bytesByDay }: RecordedArrivals): LogRate {
  const spanMs = Math.max(1000, (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0));
  const mean = (bytes * 1000) / spanMs;
  const busiest = (Math.max(0, ...bytesByDay.values()) * 1000) / DAY_MS;
  return { mean, busiestDay: Math.max(mean, busiest) };
}
