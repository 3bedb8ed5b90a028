import type { Lateness } from './result.ts';
import { formatCount, formatMs } from './units.ts';

/** Below this p99 nothing is asked: the pacer's own jitter, far below a batch's time. */
export const LATE_MS = 10;

/** What was late, what it changes, and what to do about it where it matters. */
export function latenessSentence({ sendLagP99Ms, asSent, asIntended, matters }: Lateness): string {
  const numbers = `by the model ${formatCount(asSent.dropped)} dropped as sent and ${formatCount(asIntended.dropped)} as intended, smallest buffer ${formatCount(asSent.smallestBuffer)} and ${formatCount(asIntended.smallestBuffer)}`;
  const head = `requests left late: p99 ${formatMs(sendLagP99Ms)} (above ${LATE_MS} ms)`;
  return matters
    ? `${head}, and it matters: ${numbers}; use a quieter machine, a lower rate or more load.workers`
    : `${head}, and it does not matter: ${numbers}`;
}
