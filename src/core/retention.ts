import { DAY_MS } from './recorded.ts';

/** How long the files of a log are kept: --audit-log-maxage, -maxbackup, -maxsize; 0 has kube-apiserver's meaning. */
export interface LogRetention {
  readonly maxAgeDays: number;
  readonly maxBackups: number;
  readonly maxSizeMegabytes: number;
}

/** The rotating writer's megabyte (gopkg.in/natefinch/lumberjack.v2 at v2.2.1, `megabyte`). */
export const LOG_MEGABYTE = 2 ** 20;

/**
 * How long a log keeps an event: min(maxage, (maxbackup + 1) · maxsize / bytes per second); `null`: for ever. Neither
 * is a limit where it is 0: a log without rotation (maxsize 0) or with every backup (maxbackup 0) ends with the disk.
 */
export function keptMs(
  { maxAgeDays, maxBackups, maxSizeMegabytes }: LogRetention,
  bytesPerSecond: number,
): number | null {
  const byAge = maxAgeDays === 0 || maxSizeMegabytes === 0 ? Number.POSITIVE_INFINITY : maxAgeDays * DAY_MS;
  const bounded = maxBackups > 0 && maxSizeMegabytes > 0 && bytesPerSecond > 0;
  const bytes = (maxBackups + 1) * maxSizeMegabytes * LOG_MEGABYTE;
  const kept = Math.min(byAge, bounded ? (bytes / bytesPerSecond) * 1000 : Number.POSITIVE_INFINITY);
  return Number.isFinite(kept) ? kept : null;
}

/** The fewest backups of a size that keep so many days; at least 1, for 0 keeps all. */
export function backupsFor(days: number, maxSizeMegabytes: number, bytesPerSecond: number): number {
  const bytes = (days * DAY_MS * bytesPerSecond) / 1000;
  return Math.max(1, Math.ceil(bytes / (maxSizeMegabytes * LOG_MEGABYTE)));
}
