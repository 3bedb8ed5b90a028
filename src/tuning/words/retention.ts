import { DAY_MS, type RecordedArrivals } from '../../core/recorded.ts';
import { backupsFor, keptMs, LOG_MEGABYTE, type LogRetention } from '../../core/retention.ts';
import { formatBytes } from '../../core/units.ts';

const DAYS_TOLD = [7, 30, 90] as const;
const HOUR_MS = 3_600_000;

/** How long the log keeps an event with these flags, and what keeps it longer; of the API server that writes most. */
export function retentionLines(records: readonly RecordedArrivals[], retention: LogRetention): readonly string[] {
  const rates = records.map(bytesPerSecond);
  const most = rates.toSorted((a, b) => b.busiestDay - a.busiestDay)[0];
  if (most === undefined || most.mean === 0) return [];
  const { maxAgeDays, maxBackups, maxSizeMegabytes } = retention;
  const flags = `--audit-log-maxage=${maxAgeDays} --audit-log-maxbackup=${maxBackups} --audit-log-maxsize=${maxSizeMegabytes}`;
  const busiest =
    most.busiestDay === most.mean
      ? ''
      : `, ${duration(keptMs(retention, most.busiestDay))} at the rate of the busiest day (${formatBytes(most.busiestDay)}/s)`;
  const size = maxSizeMegabytes === 0 ? 100 : maxSizeMegabytes;
  return [
    `How long the log keeps an event (${flags}): ${duration(keptMs(retention, most.mean))} at the mean of ${formatBytes(most.mean)}/s${busiest}.`,
    ...DAYS_TOLD.map((days) => {
      const backups = backupsFor(days, size, most.busiestDay);
      return `  ${String(days).padStart(2)} days: --audit-log-maxage=${days} --audit-log-maxbackup=${backups} --audit-log-maxsize=${size}, up to ${formatBytes((backups + 1) * size * LOG_MEGABYTE)} of disk`;
    }),
  ];
}

/** Of a record shorter than a day the mean stands for the day too. */
function bytesPerSecond({ timesMs, bytes, bytesByDay }: RecordedArrivals): {
  readonly mean: number;
  readonly busiestDay: number;
} {
  const spanMs = Math.max(1000, (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0));
  const mean = (bytes * 1000) / spanMs;
  const busiest = (Math.max(0, ...bytesByDay.values()) * 1000) / DAY_MS;
  return { mean, busiestDay: Math.max(mean, busiest) };
}

function duration(ms: number | null): string {
  if (ms === null) return 'for ever, or until the disk is full,';
  if (ms >= 2 * DAY_MS) return `${(ms / DAY_MS).toFixed(1)} days`;
  return ms >= HOUR_MS ? `${(ms / HOUR_MS).toFixed(1)} hours` : `${Math.max(1, Math.round(ms / 60_000))} minutes`;
}
