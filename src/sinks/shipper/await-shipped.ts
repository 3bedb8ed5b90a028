import type { Scope } from '../../core/scope.ts';
import type { Remote } from '../../platform/typed-channel.ts';
import type { Sink } from '../sink.ts';
import type { OutputCalls } from './output-channel.ts';

const POLL_MS = 100;

/** Until as many events have come through as stand in the log, or none more has for `patienceMs`. */
export async function awaitShipped(
  log: Pick<Sink, 'counters'>,
  output: Pick<Remote<OutputCalls>, 'counters'>,
  patienceMs: number,
  { clock, signal }: Pick<Scope, 'clock' | 'signal'>,
): Promise<void> {
  let shipped = -1;
  let sinceMs = clock.nowMs();
  for (;;) {
    const [{ deliveredSinceMark }, { shippedSinceMark }] = await Promise.all([log.counters(), output.counters()]);
    if (shippedSinceMark >= deliveredSinceMark) return;
    if (shippedSinceMark > shipped) sinceMs = clock.nowMs();
    shipped = Math.max(shipped, shippedSinceMark);
    if (clock.nowMs() - sinceMs > patienceMs) return;
    await clock.sleep(POLL_MS, signal);
  }
}
