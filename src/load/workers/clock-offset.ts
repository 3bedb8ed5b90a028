import type { Clock } from '../../core/scope.ts';
import type { LoadWorker } from './worker.ts';

/** Cristian's algorithm: of several readings the one that took least time is the most exact. */
const READINGS = 8;

/**
 * How far a worker's clock is ahead of ours, ms. 0 where the two may be the same: half of a reading's time is what it may
 * be off, and a clock is not corrected by less than that.
 */
export async function clockAheadMs(worker: Pick<LoadWorker, 'nowMs'>, clock: Clock): Promise<number> {
  let best = { tookMs: Number.POSITIVE_INFINITY, aheadMs: 0 };
  for (let reading = 0; reading < READINGS; reading += 1) {
    const askedMs = clock.nowMs();
    const theirsMs = await worker.nowMs();
    const tookMs = clock.nowMs() - askedMs;
    if (tookMs < best.tookMs) best = { tookMs, aheadMs: theirsMs - (askedMs + tookMs / 2) };
  }
  return Math.abs(best.aheadMs) <= best.tookMs / 2 ? 0 : best.aheadMs;
}
