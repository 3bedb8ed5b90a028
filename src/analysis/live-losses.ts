import type { ApiserverCounters } from '../core/records.ts';

/** What an API server did between two readings of its counters, per second. */
export interface LiveRates {
  readonly generatedPerSecond: number;
  readonly droppedPerSecond: number;
  readonly failedPerSecond: number;
  readonly lost: number;
  readonly lossRatio: number;
  /** It restarted in between: the numbers are since its start. */
  readonly restarted: boolean;
  /** The limit that the numbers point to; `null` when nothing was lost. */
  readonly pointsTo: string | null;
}

export function liveRates(before: ApiserverCounters, after: ApiserverCounters, seconds: number): LiveRates {
  const restarted = after.processStartMs !== before.processStartMs;
  const from: Pick<ApiserverCounters, 'generated' | 'errors'> = restarted
    ? { generated: 0, errors: { buffered: 0, webhook: 0, log: 0, truncate: 0 } }
    : before;
  const grown = (pick: (counters: Pick<ApiserverCounters, 'generated' | 'errors'>) => number): number =>
    pick(after) - pick(from);
  const generated = grown((counters) => counters.generated);
  const dropped = grown((counters) => counters.errors.buffered);
  const failed = grown((counters) => counters.errors.webhook);
  const discarded = grown((counters) => counters.errors.log + counters.errors.truncate);
  const lost = dropped + failed + discarded;
  return {
    generatedPerSecond: generated / seconds,
    droppedPerSecond: dropped / seconds,
    failedPerSecond: (failed + discarded) / seconds,
    lost,
    lossRatio: generated === 0 ? 0 : lost / generated,
    restarted,
    pointsTo: pointsTo(dropped, failed, discarded),
  };
}

function pointsTo(dropped: number, failed: number, discarded: number): string | null {
  if (dropped > 0 && dropped >= failed)
    return 'the buffer overflows: the throttle lets batches out more slowly than events come, raise batch-max-size × throttle-qps or buffer-size';
  if (failed > 0) return 'the receiver refuses or hangs: batches are given up after 5 attempts';
  return discarded > 0 ? 'events are too large for truncate, or the log file cannot be written' : null;
}
