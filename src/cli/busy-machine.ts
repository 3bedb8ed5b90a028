/** Half of the processors: the API server, the receiver and the load need the rest. */
const BUSY_SHARE = 0.5;

/**
 * A warning before a run on a machine that has other work: the load leaves late and the API server stalls, and trials in
 * doubt decide nothing. `null`: it is quiet enough.
 */
export function busyWarning({
  load,
  processors,
}: {
  readonly load: number;
  readonly processors: number;
}): string | null {
  if (load <= BUSY_SHARE * processors) return null;
  return `This machine is busy (load average ${load.toFixed(1)} on ${processors} processors): requests may leave late, and trials in doubt decide nothing. Better: a quieter machine, a lower rate, or more load.workers.`;
}
