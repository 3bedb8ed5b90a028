/** Moments for people, in UTC, as the audit log writes them. */

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

/** `Tuesday 2026-11-24` */
export function formatDay(atMs: number): string {
  const date = new Date(atMs);
  return `${DAYS[date.getUTCDay()] ?? ''} ${date.toISOString().slice(0, 10)}`;
}

/** `14:02:11` */
export function formatTimeOfDay(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}

/** `Tue 2026-11-24 14:02:11 UTC` */
export function formatMoment(atMs: number): string {
  const day = formatDay(atMs);
  return `${day.slice(0, 3)}${day.slice(day.indexOf(' '))} ${formatTimeOfDay(atMs)} UTC`;
}
