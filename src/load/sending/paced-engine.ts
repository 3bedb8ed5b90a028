import type { Dispatcher } from 'undici';
import { headersOf } from '../../core/credentials.ts';
import { epochMs } from '../../platform/clock.ts';
import type { Gate } from './gates.ts';
import { type Sender, type Sockets, socketsTo } from './sockets.ts';
import { Waiting } from './waiting.ts';

export interface HttpCall {
  readonly id: string;
  readonly method: Dispatcher.HttpMethod;
  readonly url: string;
  readonly body: string | null;
  readonly contentType: string | null;
  /** Headers that say who sends it, name and value in turn; absent: who the engine is. */
  readonly identity?: readonly string[];
  /** The answer's body is wanted. */
  readonly wantsAnswer?: boolean;
}

/** What became of a request; times are epoch ms, `null` as in RequestRecord. */
export interface Outcome {
  readonly sentMs: number | null;
  readonly doneMs: number | null;
  readonly status: number | null;
  readonly error?: string;
  /** The API server that it was sent to, where a balancer decides that. */
  readonly instance?: string;
  /** Body of an answer that was wanted. */
  readonly answer?: string;
}

export type Settled = (outcome: Outcome) => void;

/**
 * Sockets through one gate, all verified against its authority. A request that finds none free waits its turn, and whether
 * it is still to be sent is decided before a socket is asked for: undici destroys the socket of a request that is aborted
 * when it starts, and the handshake for the next one costs a busy server more than the request.
 */
export class PacedEngine {
  readonly #sockets: Sockets;
  readonly #waiting: Waiting;
  /** Most credentials need none. */
  readonly #identity: readonly string[];

  constructor(gate: Gate, connections: number) {
    this.#sockets = socketsTo(gate, connections);
    this.#identity = headersOf(gate.credentials);
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
    return (await this.ask(call)).status;
  }

  /** The same with the answer, where the call wants it. */
  async ask(call: HttpCall): Promise<{ readonly status: number; readonly answer: string }> {
    const outcome = await new Promise<Outcome>((resolve) => this.send(call, Number.POSITIVE_INFINITY, resolve));
    if (outcome.status === null) throw new Error(`${call.method} ${call.url}: ${outcome.error ?? 'no answer'}`);
    return { status: outcome.status, answer: outcome.answer ?? '' };
  }

  /** What is on its way or waits gets no answer. */
  async close(): Promise<void> {
    this.#waiting.close();
    await this.#sockets.destroy();
  }

  #dispatch(call: HttpCall, settled: Settled): void {
    const own =
      call.contentType === null
        ? ['Audit-ID', call.id, 'Accept', 'application/json']
        : ['Audit-ID', call.id, 'Accept', 'application/json', 'Content-Type', call.contentType];
    const identity = call.identity ?? this.#identity;
    const headers = identity.length === 0 ? own : own.concat(identity);
    const sender = this.#sockets.take();
    const flight = new Flight(
      sender,
      (outcome) => {
        this.#sockets.giveBack(sender);
        this.#waiting.settled(epochMs());
        settled(outcome);
      },
      call.wantsAnswer === true,
    );
    sender.dispatcher.dispatch({ method: call.method, path: call.url, headers, body: call.body }, flight);
  }
}

/** A request on its way. A class, because closures of every request make more garbage than the request itself. */
class Flight implements Dispatcher.DispatchHandler {
  readonly #sender: Sender;
  readonly #settled: Settled;
  #server: string | undefined;
  #sentMs: number | null = null;
  #status: number | null = null;
  #done = false;
  /** `null`: the answer is passed over. */
  readonly #answer: Buffer[] | null;

  constructor(sender: Sender, settled: Settled, wantsAnswer: boolean) {
    this.#sender = sender;
    this.#settled = settled;
    this.#answer = wantsAnswer ? [] : null;
  }

  onRequestStart(): void {
    this.#sentMs = epochMs();
    this.#server = this.#sender.server?.();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#answer?.push(chunk);
  }

  onResponseEnd(): void {
    const outcome = { sentMs: this.#sentMs, doneMs: epochMs(), status: this.#status };
    this.#settle(this.#answer === null ? outcome : { ...outcome, answer: Buffer.concat(this.#answer).toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle({ sentMs: this.#sentMs, doneMs: null, status: null, error: error.message });
  }

  #settle(outcome: Outcome): void {
    if (this.#done) return;
    this.#done = true;
    this.#settled(this.#server === undefined ? outcome : { ...outcome, instance: this.#server });
  }
}
