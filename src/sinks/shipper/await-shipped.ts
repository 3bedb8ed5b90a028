import type { Scope } from '../../core/scope.ts';
import type { Remote } from '../../platform/typed-channel.ts';
import type { Sink } from '../sink.ts';
import type { OutputCalls } from './output-channel.ts';

const POLL_MS = 100;

/**
 * Until as many events have come through as stand in the log, or for `patienceMs` it has not come nearer to that. An API
 * server audits requests of its own all the time, so that there is always one that comes through: only fewer that are
 * missing than ever before are progress.
 */
export async function awaitShipped(
  log: Pick<Sink, 'counters'>,
  output: Pick<Remote<OutputCalls>, 'counters'>,
  patienceMs: number,
  { clock, signal }: Pick<Scope, 'clock' | 'signal'>,
): Promise<void> {
  let fewestMissing = Number.POSITIVE_INFINITY;
  let sinceMs = clock.nowMs();
  for (;;) {
    const [{ deliveredSinceMark }, { shippedSinceMark }] = await Promise.all([log.counters(), output.counters()]);
    const missing = deliveredSinceMark - shippedSinceMark;
    if (missing <= 0) return;
    if (missing < fewestMissing) {
      fewestMissing = missing;
      sinceMs = clock.nowMs();
    }
    if (clock.nowMs() - sinceMs > patienceMs) return;
    await clock.sleep(POLL_MS, signal);
  }
}
