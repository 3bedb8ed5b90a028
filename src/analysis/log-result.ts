import { readAuditFlags } from '../core/audit-flags/read.ts';
import { type FlagValues, flagArguments } from '../core/flags.ts';
import type { LogReading } from '../core/log.ts';
import type { LogResult, ReceiverResult } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';

const DAY_MS = 86_400_000;
const MEGABYTE = 1024 * 1024;

/** What became of the log, and how long its events would stay at this pace with the rotation in force. */
export function logResult(
  reading: LogReading,
  { flags, startMs, drainedMs }: Pick<TrialMeta, 'flags' | 'startMs' | 'drainedMs'>,
  { eventBytes }: Pick<ReceiverResult, 'eventBytes'>,
): LogResult {
  // Every event is a line, with its end.
  const measuredBytes = Object.values(eventBytes).reduce((sum, { count, mean }) => sum + count * (mean + 1), 0);
  return { ...reading, keptForMs: keptForMs(flags, measuredBytes / Math.max(1, drainedMs - startMs)) };
}

/**
 * The file that is written and those that rotation keeps, filled at this pace, or their age, whichever ends first.
 * `null`: for ever, or nothing was written.
 */
function keptForMs(flags: FlagValues, bytesPerMs: number): number | null {
  const places = readAuditFlags(flagArguments(flags)).configuration?.places;
  if (places === undefined || bytesPerMs === 0) return null;
  const { logMaxSizeMegabytes, logMaxBackups, logMaxAgeDays } = places;
  const isBounded = logMaxSizeMegabytes > 0 && logMaxBackups > 0;
  const bySizeMs = isBounded
    ? (logMaxSizeMegabytes * MEGABYTE * (logMaxBackups + 1)) / bytesPerMs
    : Number.POSITIVE_INFINITY;
  const byAgeMs = logMaxAgeDays > 0 ? logMaxAgeDays * DAY_MS : Number.POSITIVE_INFINITY;
  const shortest = Math.min(bySizeMs, byAgeMs);
  return Number.isFinite(shortest) ? shortest : null;
}
