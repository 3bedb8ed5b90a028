import { blockFor, epochMs, nextTurn, realClock, spinUntil } from '../platform/clock.ts';
import { collectYoungGarbage } from '../platform/garbage.ts';

/** A timer of Node fires up to a millisecond late; the rest is slept with a finer clock. */
const TIMER_SLACK_MS = 1.2;
/** A blocking wait wakes up about so late; it is begun so much shorter, and what is left (if any) is spun. */
const WAKE_LATE_MS = 0.08;
/** Longest blocking wait: an answer that comes in it is seen so much later, which its latency includes. */
const SLICE_MS = 0.2;
/** Garbage of so many sends is collected in about 0.3 ms; left alone, it is when a send is due, and takes 1 ms. */
const COLLECT_AFTER_SENDS = 8;
/** A collection begins only if the next send is further away: it takes that long at worst, give or take. */
const COLLECT_ROOM_MS = 1.1;

/**
 * Calls `send(k)` at `startMs + timesMs[k]`, in order, and never waits for what it started. Timer to about a millisecond
 * before, then blocking waits for the rest, with turns of the event loop between them and between sends, so that sockets
 * are served. Where there is room between two sends, garbage is collected there. bench/pacing.js prints what is left.
 */
export async function pace(
  timesMs: Float64Array,
  startMs: number,
  send: (index: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let next = 0;
  let collected = 0;
  while (next < timesMs.length && !signal.aborted) {
    const waitMs = startMs + (timesMs[next] as number) - epochMs();
    if (next - collected >= COLLECT_AFTER_SENDS && waitMs > COLLECT_ROOM_MS) {
      collectYoungGarbage();
      collected = next;
    } else if (waitMs > TIMER_SLACK_MS + 1) await realClock.sleep(waitMs - TIMER_SLACK_MS, signal);
    else {
      if (waitMs > SLICE_MS + WAKE_LATE_MS) {
        blockFor(SLICE_MS);
        await nextTurn();
        continue;
      }
      if (waitMs > WAKE_LATE_MS) blockFor(waitMs - WAKE_LATE_MS);
      const nowMs = spinUntil(startMs + (timesMs[next] as number));
      while (next < timesMs.length && startMs + (timesMs[next] as number) <= nowMs) {
        send(next);
        next += 1;
      }
      await nextTurn();
    }
  }
}
