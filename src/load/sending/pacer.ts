import { blockFor, epochMs, nextTurn, realClock, spinUntil } from '../../platform/clock.ts';
import { collectYoungGarbage } from '../../platform/garbage.ts';

/** A timer of Node fires up to a millisecond late; the rest is slept with a finer clock. */
const TIMER_SLACK_MS = 1.2;
/** A blocking wait wakes up about so late; it is begun so much shorter, and what is left (if any) is spun. */
const WAKE_LATE_MS = 0.08;
/** Of the time between sends at most so much is spun: at 5,000/s the server may need this core, too. */
const SPIN_SHARE = 0.1;
/** Longest blocking wait: an answer that comes in it is seen so much later, which its latency includes. */
const SLICE_MS = 0.2;
/** Garbage of so many sends is collected in about 0.3 ms; left alone, it is when a send is due, and takes 1 ms. */
const COLLECT_AFTER_SENDS = 8;
/** A collection begins only if the next send is further away: it takes that long at worst, give or take. */
const COLLECT_ROOM_MS = 1.1;

/** What is to happen when. */
export interface Pace {
  readonly timesMs: Float64Array;
  /** Epoch ms of time 0. */
  readonly startMs: number;
  readonly send: (index: number) => void;
  /** `null`: the next may be sent; else resolves when it may. Until then the plan is late, and kept in order. */
  readonly room: () => Promise<void> | null;
}

/**
 * Calls `send(k)` at `startMs + timesMs[k]`, in order, and never waits for what it started. Timer to about a millisecond
 * before, then blocking waits for the rest, with turns of the event loop between them and between sends, so that sockets
 * are served. Where there is room between two sends, garbage is collected there. bench/pacing.js prints what is left.
 */
export class Pacer {
  readonly #signal: AbortSignal;
  #sentSinceCollection = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async pace({ timesMs, startMs, send, room }: Pace): Promise<void> {
    const wakeLateMs = Math.min(WAKE_LATE_MS, SPIN_SHARE * meanIntervalMs(timesMs));
    let next = 0;
    while (next < timesMs.length && !this.#signal.aborted) {
      const full = room();
      if (full !== null) {
        await full;
        continue;
      }
      const waitMs = startMs + (timesMs[next] as number) - epochMs();
      if (this.#sentSinceCollection >= COLLECT_AFTER_SENDS && waitMs > COLLECT_ROOM_MS) {
        collectYoungGarbage();
        this.#sentSinceCollection = 0;
      } else if (waitMs > TIMER_SLACK_MS + 1) await realClock.sleep(waitMs - TIMER_SLACK_MS, this.#signal);
      else {
        if (waitMs > SLICE_MS + wakeLateMs) {
          blockFor(SLICE_MS);
          await nextTurn();
          continue;
        }
        if (waitMs > wakeLateMs) blockFor(waitMs - wakeLateMs);
        const nowMs = spinUntil(startMs + (timesMs[next] as number));
        while (next < timesMs.length && startMs + (timesMs[next] as number) <= nowMs) {
          send(next);
          next += 1;
          this.#sentSinceCollection += 1;
        }
        await nextTurn();
      }
    }
  }

  /** Resolves at this moment, or when the signal aborts. */
  async waitUntil(atMs: number): Promise<void> {
    await this.pace({ timesMs: Float64Array.of(0), startMs: atMs, send: () => {}, room: () => null });
  }
}

function meanIntervalMs(timesMs: Float64Array): number {
  const first = timesMs[0] ?? 0;
  return timesMs.length < 2 ? WAKE_LATE_MS / SPIN_SHARE : ((timesMs.at(-1) ?? first) - first) / (timesMs.length - 1);
}
