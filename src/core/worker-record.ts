/** Who sent a share of the load. */
export interface WorkerRecord {
  readonly name: string;
  /** How late its first request left; `null`: it sent none. */
  readonly firstSendLagMs: number | null;
  /** How it went away before its share was over; what it had not told by then is not known. `null`: it did not. */
  readonly lost: string | null;
  /** Requests that it did not send because the cluster had trouble; absent: none. */
  readonly heldBack?: number;
}

/**
 * How far apart those who send have begun: the latest first send minus the earliest, each from its own intended time.
 * `null`: fewer than two have sent.
 */
export function startSkewMs(workers: readonly WorkerRecord[]): number | null {
  const lags = workers.flatMap(({ firstSendLagMs }) => firstSendLagMs ?? []);
  return lags.length < 2 ? null : Math.max(...lags) - Math.min(...lags);
}
