import type { ApiserverCounters } from '../core/records.ts';

/** Where events get lost: at the full buffer, at the receiver, or because they cannot be sent or written at all. */
export type LossPlace = 'buffer-full' | 'receiver' | 'discarded';

/** What an API server did between two readings of its counters, per second. */
export interface LiveRates {
  readonly generatedPerSecond: number;
  readonly droppedPerSecond: number;
  readonly failedPerSecond: number;
  readonly dropped: number;
  readonly lost: number;
  readonly lossRatio: number;
  /** It restarted in between: the numbers are since its start. */
  readonly restarted: boolean;
  /** Where most of what was lost got lost; `null` when nothing was. */
  readonly lostAt: LossPlace | null;
}

/** One reading of an API server's counters, at a time of its own clock. */
export interface LiveReading {
  readonly counters: ApiserverCounters;
  readonly atMs: number;
}

/** Whether two readings are of two API servers: the process of the second ran already at the first. */
export function isOther({ counters, atMs }: LiveReading, second: LiveReading): boolean {
  const { processStartMs } = second.counters;
  return processStartMs !== counters.processStartMs && !(processStartMs > atMs);
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
    dropped,
    lost,
    lossRatio: generated === 0 ? 0 : lost / generated,
    restarted,
    lostAt: lostAt(dropped, failed, discarded),
  };
}

function lostAt(dropped: number, failed: number, discarded: number): LossPlace | null {
  if (dropped > 0 && dropped >= failed) return 'buffer-full';
  if (failed > 0) return 'receiver';
  return discarded > 0 ? 'discarded' : null;
}
