/** Half of the processors: the API server, the receiver and the load need the rest. */
const BUSY_SHARE = 0.5;

/**
 * A warning before a run on a machine that has other work: the load leaves late and the API server stalls, and trials in
 * doubt decide nothing. By what others use now, not by the load average, which still counts a run that has just ended.
 * `null`: it is quiet enough.
 */
export function busyWarning({
  busyShare,
  processors,
}: {
  readonly busyShare: number;
  readonly processors: number;
}): string | null {
  if (busyShare <= BUSY_SHARE) return null;
  return `This machine is busy (other programs use ${Math.round(100 * busyShare)} % of its ${processors} processors): requests may leave late, and trials in doubt decide nothing. Better: a quieter machine, a lower rate, or more load.workers.`;
}
