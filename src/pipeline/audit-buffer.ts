import type { BatchSettings } from '../core/settings.ts';
import { TokenBucket } from './token-bucket.ts';

/** Told of everything that happens in the buffer, with the time at which it does. */
export interface BufferObserver<T> {
  /** `byTimer`: the wait was over before the batch was full. */
  handedOver(batch: readonly T[], atMs: number, byTimer: boolean): void;
}

export interface BufferStart {
  /** When the machine begins; no time given later is smaller. */
  readonly startMs: number;
  /** When the collector's running timer was started, ≤ startMs. Default: startMs. */
  readonly timerStartMs?: number;
  /** Tokens in the bucket at startMs. Default: full. */
  readonly tokens?: number;
}

/**
 * The buffered audit backend of kube-apiserver, event-exact, with the time passed in
 * (k8s.io/apiserver plugin/pkg/audit/buffered/buffered.go at v0.36.3; docs/audit-pipeline.md, 6 to 8).
 *
 * One collector takes events from a channel of B. It starts a timer W (if S > 1), takes up to S events until the timer
 * fires, starts over when it has none, else waits for a token while holding the batch, and hands it over.
 * An idle collector takes an arriving event at once, so B + S events fit before a token is needed.
 *
 * Choices where Go leaves the order open: an event that arrives in the very instant in which the timer fires comes
 * after it; a full batch wins over a timer that fires in the same instant.
 *
 * `handOverMs` says how long a hand-over holds the collector: 0 for the webhook (asynchronous), the write for the log.
 */
export class AuditBuffer<T> {
  readonly #settings: BatchSettings;
  readonly #bucket: TokenBucket | null;
  readonly #observer: BufferObserver<T>;
  readonly #handOverMs: (batch: readonly T[]) => number;
  readonly #ring: T[] = [];
  #head = 0;
  #batch: T[] = [];
  #batchByTimer = false;
  /** When the collector's timer fires; Infinity without one (S = 1). */
  #timerMs: number;
  /** When the batch may be handed over; `null`: still collecting. */
  #tokenMs: number | null = null;
  /** When the last hand-over lets the collector go on. */
  #busyUntilMs = Number.NEGATIVE_INFINITY;
  #nowMs: number;

  constructor(
    settings: BatchSettings,
    observer: BufferObserver<T>,
    start: BufferStart,
    handOverMs: (batch: readonly T[]) => number = () => 0,
  ) {
    this.#settings = settings;
    this.#observer = observer;
    this.#handOverMs = handOverMs;
    this.#nowMs = start.startMs;
    this.#bucket = settings.throttleEnabled
      ? new TokenBucket(settings.throttleQps, settings.throttleBurst, start.startMs, start.tokens)
      : null;
    this.#timerMs = this.#timerAfter(
      phaseAt(start.timerStartMs ?? start.startMs, start.startMs, settings.maxBatchWaitMs),
    );
  }

  /** Events in the channel, at most B. */
  get queued(): number {
    return this.#ring.length - this.#head;
  }

  /** Events that the collector holds outside the channel, at most S. */
  get held(): number {
    return this.#batch.length;
  }

  /** An event arrives; false: the buffer is full and the event is dropped. */
  arrive(atMs: number, event: T): boolean {
    this.advance(atMs);
    if (this.queued >= this.#settings.bufferSize) return false;
    this.#ring.push(event);
    this.#collect();
    return true;
  }

  /** Lets everything happen that is due up to `toMs`, which does not decrease. */
  advance(toMs: number): void {
    // At Infinity nothing happens: what would have to wait so long stays where it is.
    for (let dueMs = this.nextWakeMs(); dueMs <= toMs && dueMs < Number.POSITIVE_INFINITY; dueMs = this.nextWakeMs()) {
      this.#nowMs = Math.max(this.#nowMs, dueMs);
      this.#step(toMs);
    }
    this.#nowMs = Math.max(this.#nowMs, toMs);
  }

  /** When something happens next without an arrival; Infinity: nothing does. */
  nextWakeMs(): number {
    if (this.#busyUntilMs > this.#nowMs) return this.#busyUntilMs;
    if (this.#tokenMs !== null) return this.#tokenMs;
    return this.#timerMs;
  }

  /**
   * SIGTERM: what is queued leaves batch by batch, each waiting for its token, the last one at once though not full.
   * Returns when the last batch is handed over.
   */
  shutdown(atMs: number): number {
    this.advance(atMs);
    while (this.queued + this.held > 0) {
      if (this.#tokenMs === null && this.#busyUntilMs <= this.#nowMs) {
        this.#collect();
        if (this.#tokenMs === null) this.#close(false);
      }
      this.#nowMs = Math.max(this.#nowMs, this.nextWakeMs());
      this.#step(this.#nowMs);
    }
    return this.#nowMs;
  }

  /** `toMs`: nothing comes before it. An idle timer starts again every W; of hours of silence only its last turn matters. */
  #step(toMs: number): void {
    if (this.#busyUntilMs >= this.#nowMs) {
      this.#busyUntilMs = Number.NEGATIVE_INFINITY;
      this.#restart();
    } else if (this.#tokenMs !== null) this.#handOver();
    else if (this.#batch.length > 0) this.#close(true);
    else this.#timerMs = this.#timerAfter(phaseAt(this.#timerMs, toMs, this.#settings.maxBatchWaitMs));
  }

  /** The collector takes what is there, and closes a full batch. */
  #collect(): void {
    if (this.#tokenMs !== null || this.#busyUntilMs > this.#nowMs) return;
    while (this.#batch.length < this.#settings.maxBatchSize && this.#head < this.#ring.length) {
      this.#batch.push(this.#ring[this.#head] as T);
      this.#head += 1;
    }
    if (this.#head > 4096 && this.#head * 2 > this.#ring.length) {
      this.#ring.splice(0, this.#head);
      this.#head = 0;
    }
    if (this.#batch.length >= this.#settings.maxBatchSize) this.#close(false);
  }

  #close(byTimer: boolean): void {
    this.#batchByTimer = byTimer;
    this.#tokenMs = this.#bucket === null ? this.#nowMs : this.#bucket.take(this.#nowMs);
    if (this.#tokenMs <= this.#nowMs) this.#handOver();
  }

  #handOver(): void {
    const batch = this.#batch;
    this.#batch = [];
    this.#tokenMs = null;
    this.#observer.handedOver(batch, this.#nowMs, this.#batchByTimer);
    const holdMs = this.#handOverMs(batch);
    if (holdMs > 0) {
      this.#timerMs = Number.POSITIVE_INFINITY;
      this.#busyUntilMs = this.#nowMs + holdMs;
    } else this.#restart();
  }

  /** The collector begins a new batch: its timer starts, and what waits in the channel is taken. */
  #restart(): void {
    this.#timerMs = this.#timerAfter(this.#nowMs);
    this.#collect();
  }

  #timerAfter(startMs: number): number {
    return this.#settings.maxBatchSize > 1
      ? Math.max(startMs + Math.max(this.#settings.maxBatchWaitMs, MIN_WAIT_MS), startMs * NEXT)
      : Number.POSITIVE_INFINITY;
  }
}

/** Near 10¹⁸ ms a wait is less than what a number can tell apart; time goes on all the same. */
const NEXT = 1 + Number.EPSILON;

/** A wait of 0 makes the collector spin; here it looks again every millisecond, or virtual time would stand still. */
const MIN_WAIT_MS = 1;

/** The latest start of an idle timer of period `waitMs` at or before `nowMs`: while idle it starts again every W. */
function phaseAt(timerStartMs: number, nowMs: number, waitMs: number): number {
  const periodMs = Math.max(waitMs, MIN_WAIT_MS);
  return timerStartMs + Math.floor((nowMs - timerStartMs) / periodMs) * periodMs;
}
