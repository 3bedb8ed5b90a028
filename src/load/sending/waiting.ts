import type { HttpCall, Settled } from './paced-engine.ts';

/** A request that may have to wait for a socket. */
export interface WaitingCall {
  readonly call: HttpCall;
  /** Epoch ms; later it is skipped. */
  readonly sendByMs: number;
  readonly settled: Settled;
}

/** Requests that wait at most, about 10 MB of them; beyond, the plan itself waits, in order. */
const MOST_WAITING = 20_000;
const SKIPPED = { sentMs: null, doneMs: null, status: null } as const;
/** What has not left so long after its phase's end is skipped. */
export const SKIP_AFTER_PHASE_MS = 10_000;
export const SKIPPED_LATE = `no socket was free until ${SKIP_AFTER_PHASE_MS / 1000} s after the end of its phase`;

/**
 * The queue before a number of sockets: first come, first served, late or not. Knows no sockets and no clock, so that
 * its rule can be tested: at most `limit` calls are on their way; one that comes to its turn after its time is skipped.
 */
export class Waiting {
  readonly #limit: number;
  readonly #most: number;
  readonly #dispatch: (call: HttpCall, settled: Settled) => void;
  #queue: WaitingCall[] = [];
  /** Place in the queue of the first that still waits. */
  #head = 0;
  #onTheirWay = 0;
  #closed = false;
  #room: { readonly promise: Promise<void>; readonly resolve: () => void } | null = null;

  constructor(limit: number, dispatch: (call: HttpCall, settled: Settled) => void, most = MOST_WAITING) {
    this.#limit = limit;
    this.#most = most;
    this.#dispatch = dispatch;
  }

  get length(): number {
    return this.#queue.length - this.#head;
  }

  add(waiting: WaitingCall, nowMs: number): void {
    if (this.#closed) waiting.settled({ ...SKIPPED, error: 'not sent' });
    else if (this.#onTheirWay < this.#limit && this.length === 0) this.#begin(waiting, nowMs);
    else this.#queue.push(waiting);
  }

  /** One that was dispatched is over: the next may go. */
  settled(nowMs: number): void {
    this.#onTheirWay -= 1;
    while (this.length > 0 && this.#onTheirWay < this.#limit) this.#begin(this.#shift(), nowMs);
    if (this.length < this.#most) this.#makeRoom();
  }

  /** `null`: there is room; else resolves when there is. */
  room(): Promise<void> | null {
    if (this.length < this.#most || this.#closed) return null;
    this.#room ??= promiseOfRoom();
    return this.#room.promise;
  }

  close(): void {
    this.#closed = true;
    while (this.length > 0) this.#shift().settled({ ...SKIPPED, error: 'not sent' });
    this.#makeRoom();
  }

  #begin({ call, sendByMs, settled }: WaitingCall, nowMs: number): void {
    if (nowMs > sendByMs) {
      settled({ ...SKIPPED, error: SKIPPED_LATE });
      return;
    }
    this.#onTheirWay += 1;
    this.#dispatch(call, settled);
  }

  #shift(): WaitingCall {
    const first = this.#queue[this.#head] as WaitingCall;
    this.#head += 1;
    if (this.#head === this.#queue.length) {
      this.#queue = [];
      this.#head = 0;
    } else if (this.#head === this.#most) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  #makeRoom(): void {
    this.#room?.resolve();
    this.#room = null;
  }
}

function promiseOfRoom(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
