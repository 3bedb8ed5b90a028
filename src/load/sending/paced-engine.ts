import { type Dispatcher, Pool } from 'undici';
import { headersOf, tlsOf, type UsableCredentials } from '../../core/credentials.ts';
import { epochMs } from '../../platform/clock.ts';
import { Waiting } from './waiting.ts';

/** kube-apiserver itself gives up on a request after 60 s. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface HttpCall {
  readonly id: string;
  readonly method: Dispatcher.HttpMethod;
  readonly url: string;
  readonly body: string | null;
  readonly contentType: string | null;
  /** Headers that say who sends it, name and value in turn; absent: who the engine is. */
  readonly identity?: readonly string[];
}

/** What became of a request; times are epoch ms, `null` as in RequestRecord. */
export interface Outcome {
  readonly sentMs: number | null;
  readonly doneMs: number | null;
  readonly status: number | null;
  readonly error?: string;
}

export type Settled = (outcome: Outcome) => void;

export interface TlsIdentity {
  readonly caPem: string;
  readonly credentials: UsableCredentials;
}

/**
 * Sockets to one server, all verified against its authority. A request that finds none free waits its turn, and whether
 * it is still to be sent is decided before a socket is asked for: undici destroys the socket of a request that is aborted
 * when it starts, and the handshake for the next one costs a busy server more than the request.
 */
export class PacedEngine {
  readonly #pool: Dispatcher;
  readonly #waiting: Waiting;
  /** Most credentials need none. */
  readonly #identity: readonly string[];

  /** `origin`: `https://host:port`. */
  constructor(origin: string, connections: number, { caPem, credentials }: TlsIdentity) {
    this.#pool = new Pool(origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: 120_000,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
      connect: { ca: caPem, ...tlsOf(credentials), timeout: 10_000 },
    });
    this.#identity = headersOf(credentials);
    this.#waiting = new Waiting(connections, (call, settled) => this.#dispatch(call, settled));
  }

  /** `null`: a request may come; else resolves when one may, because so many wait already. */
  room(): Promise<void> | null {
    return this.#waiting.room();
  }

  /** Sends as soon as a socket is free, unless it is later than `sendByMs` then; `settled` is called once. */
  send(call: HttpCall, sendByMs: number, settled: Settled): void {
    this.#waiting.add({ call, sendByMs, settled }, epochMs());
  }

  /** One request, waited for; for set-up and clean-up. Resolves with the status. Errors: when there is no answer. */
  async call(call: HttpCall): Promise<number> {
    const outcome = await new Promise<Outcome>((resolve) => this.send(call, Number.POSITIVE_INFINITY, resolve));
    if (outcome.status === null) throw new Error(`${call.method} ${call.url}: ${outcome.error ?? 'no answer'}`);
    return outcome.status;
  }

  /** What is on its way or waits gets no answer. */
  async close(): Promise<void> {
    this.#waiting.close();
    await this.#pool.destroy();
  }

  #dispatch(call: HttpCall, settled: Settled): void {
    const own =
      call.contentType === null
        ? ['Audit-ID', call.id, 'Accept', 'application/json']
        : ['Audit-ID', call.id, 'Accept', 'application/json', 'Content-Type', call.contentType];
    const identity = call.identity ?? this.#identity;
    const headers = identity.length === 0 ? own : own.concat(identity);
    const flight = new Flight((outcome) => {
      this.#waiting.settled(epochMs());
      settled(outcome);
    });
    this.#pool.dispatch({ method: call.method, path: call.url, headers, body: call.body }, flight);
  }
}

/** A request on its way. A class, because closures of every request make more garbage than the request itself. */
class Flight implements Dispatcher.DispatchHandler {
  readonly #settled: Settled;
  #sentMs: number | null = null;
  #status: number | null = null;
  #done = false;

  constructor(settled: Settled) {
    this.#settled = settled;
  }

  onRequestStart(): void {
    this.#sentMs = epochMs();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(): void {}

  onResponseEnd(): void {
    this.#settle({ sentMs: this.#sentMs, doneMs: epochMs(), status: this.#status });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle({ sentMs: this.#sentMs, doneMs: null, status: null, error: error.message });
  }

  #settle(outcome: Outcome): void {
    if (this.#done) return;
    this.#done = true;
    this.#settled(outcome);
  }
}
