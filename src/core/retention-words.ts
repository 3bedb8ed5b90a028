import { DAY_MS } from './recorded.ts';
import { backupsFor, keptMs, LOG_MEGABYTE, type LogRetention } from './retention.ts';
import { formatBytes } from './units.ts';

const DAYS_TOLD = [7, 30, 90] as const;
const HOUR_MS = 3_600_000;
const USUAL_MEGABYTES = 100;

/** What an API server writes into its log, bytes per second. */
export interface LogRate {
  readonly mean: number;
  /** Of a record shorter than a day the mean. */
  readonly busiestDay: number;
}

/** How long a log keeps an event with these flags, and which sizes keep it for some numbers of days. */
export function keptLines(rate: LogRate, retention: LogRetention): readonly string[] {
  const { mean, busiestDay } = rate;
  const busiest =
    busiestDay === mean
      ? ''
      : `, ${keptWords(keptMs(retention, busiestDay))} at the rate of the busiest day (${formatBytes(busiestDay)}/s)`;
  return [
    `How long the log keeps an event (${retentionFlags(retention)}): ${keptWords(keptMs(retention, mean))} at the mean of ${formatBytes(mean)}/s${busiest}.`,
    ...sizeLines(busiestDay, retention.maxSizeMegabytes),
  ];
}

/** Which flags keep an event for so many days. */
function sizeLines(bytesPerSecond: number, maxSizeMegabytes: number): readonly string[] {
  const size = maxSizeMegabytes === 0 ? USUAL_MEGABYTES : maxSizeMegabytes;
  return DAYS_TOLD.map((days) => {
    const backups = backupsFor(days, size, bytesPerSecond);
    return `  ${String(days).padStart(2)} days: --audit-log-maxage=${days} --audit-log-maxbackup=${backups} --audit-log-maxsize=${size}, up to ${formatBytes((backups + 1) * size * LOG_MEGABYTE)} of disk`;
  });
}

function retentionFlags({ maxAgeDays, maxBackups, maxSizeMegabytes }: LogRetention): string {
  return `--audit-log-maxage=${maxAgeDays} --audit-log-maxbackup=${maxBackups} --audit-log-maxsize=${maxSizeMegabytes}`;
}

/** `null`: for ever. */
function keptWords(ms: number | null): string {
  if (ms === null) return 'for ever, or until the disk is full,';
  if (ms >= 2 * DAY_MS) return `${(ms / DAY_MS).toFixed(1)} days`;
  return ms >= HOUR_MS ? `${(ms / HOUR_MS).toFixed(1)} hours` : `${Math.max(1, Math.round(ms / 60_000))} minutes`;
}
