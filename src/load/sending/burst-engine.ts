import autocannon from 'autocannon';
import { headersOf } from '../../core/credentials.ts';
import { epochMs } from '../../platform/clock.ts';
import { secureContextOf } from '../../platform/secure-context.ts';
import { verifyServer } from '../../platform/tls-check.ts';
import { type Gate, serverOf } from './gates.ts';
import type { Outcome } from './paced-engine.ts';

export interface BurstRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
  readonly contentType: string | null;
  readonly id: string;
  /** As of HttpCall. */
  readonly identity?: readonly string[];
  readonly wantsAnswer?: boolean;
}

export interface BurstOptions {
  readonly gate: Gate;
  readonly connections: number;
  /** Exactly so many are sent. */
  readonly amount: number;
  /** The next one, when a connection is free for it; called `amount` times at most. */
  readonly next: () => BurstItem;
  readonly signal: AbortSignal;
}

export interface BurstItem {
  readonly request: BurstRequest;
  /** Called once. */
  readonly settled: (outcome: Outcome) => void;
}

const TIMEOUT_S = 30;
export const NOT_SENT = 'not sent';

/** A request on its way: autocannon sends one at a time on each connection. */
interface Flight {
  readonly item: BurstItem;
  /** What has come of its answer's body. */
  readonly answer: Buffer[];
  sentMs: number;
}

/**
 * Exactly `amount` requests as fast as the connections allow, through autocannon, which never verifies the
 * server's certificate: the chain is checked first. autocannon builds a client's first request before it shows the
 * client (setupClient) and every later one right after the client's `request` event: that ties a request to the
 * connection on which its answer comes. Each request is settled once; one whose connection failed has no answer.
 * Errors: what the check of the certificate gives.
 */
export async function runBurst(options: BurstOptions): Promise<void> {
  const { amount } = options;
  const { origin, caPem, credentials, balancer } = options.gate;
  const named = balancer === null ? {} : { servername: balancer.serverName };
  if (amount === 0) return;
  await verifyServer({
    origin,
    caPem,
    client: credentials,
    ...(balancer === null ? {} : { serverName: balancer.serverName }),
  });
  const flights = new Flights(options);
  const secureContext = secureContextOf(options.gate);
  const run = autocannon({
    url: origin,
    ...named,
    connections: Math.min(options.connections, amount),
    amount,
    timeout: TIMEOUT_S,
    sampleInt: 100,
    // The base is new each time and has some forty members: it is changed, for a copy costs more than all the rest.
    requests: [{ setupRequest: (base) => Object.assign(base, flights.build()) }],
    setupClient: (client) => {
      // Given as an option it would be copied, and a copy is none; the client has not connected yet.
      if ('opts' in client) Object.assign(client.opts as object, { tlsOptions: { secureContext } });
      flights.attach(client);
    },
  });
  const stop = (): void => (run as unknown as { stop(): void }).stop();
  options.signal.addEventListener('abort', stop, { once: true });
  await run;
  options.signal.removeEventListener('abort', stop);
  flights.settleRest();
}

/** Ties requests to connections and settles each once. */
class Flights {
  readonly #options: BurstOptions;
  readonly #identity: Readonly<Record<string, string>>;
  readonly #open = new Set<Flight>();
  #built = 0;
  /** Built, and not yet given to a client. */
  #unclaimed: Flight | null = null;
  #claim: ((flight: Flight) => void) | null = null;

  constructor(options: BurstOptions) {
    this.#options = options;
    this.#identity = headerRecord(headersOf(options.gate.credentials));
  }

  build(): autocannon.Request {
    if (this.#built >= this.#options.amount) throw new Error('autocannon asked for more requests than it was to send');
    this.#built += 1;
    const item = this.#options.next();
    const flight: Flight = { item, answer: [], sentMs: epochMs() };
    this.#open.add(flight);
    if (this.#claim === null) this.#unclaimed = flight;
    else this.#claim(flight);
    this.#claim = null;
    const { request } = item;
    const identity = request.identity === undefined ? this.#identity : headerRecord(request.identity);
    const headers: Record<string, string> = { 'Audit-ID': request.id, Accept: 'application/json', ...identity };
    if (request.contentType !== null) headers['Content-Type'] = request.contentType;
    const body = request.body === null ? {} : { body: request.body };
    return { method: request.method as NonNullable<autocannon.Request['method']>, path: request.url, headers, ...body };
  }

  attach(client: NodeJS.EventEmitter): void {
    let flight = this.#unclaimed;
    let isFirst = true;
    let server = '';
    this.#unclaimed = null;
    const settle = (answer: Omit<Outcome, 'sentMs'>): void => {
      if (flight !== null)
        this.#settle(flight, { sentMs: flight.sentMs, ...answer, ...bodyOf(flight), ...this.#dealtTo(server) });
      flight = null;
    };
    const lose = (): void => settle({ doneMs: null, status: null, error: 'the connection failed or timed out' });
    client.on('request', () => {
      server = this.#serverOf(client);
      if (isFirst) {
        isFirst = false;
        if (flight !== null) flight.sentMs = epochMs();
        return;
      }
      lose();
      this.#claim = (next) => {
        flight = next;
      };
    });
    client.on('body', (chunk: Buffer) => {
      if (flight?.item.request.wantsAnswer === true) flight.answer.push(chunk);
    });
    client.on('response', (status: number) => {
      // The first request is there before its connection is.
      if (server === '') server = this.#serverOf(client);
      settle({ doneMs: epochMs(), status });
    });
    client.on('done', lose);
  }

  /** Requests that were made for a connection and never left on it, after an abort. */
  settleRest(): void {
    for (const flight of this.#open)
      this.#settle(flight, { sentMs: null, doneMs: null, status: null, error: NOT_SENT });
  }

  /** Through a balancer: where the client's connection leads. autocannon's client has its socket as `conn`. */
  #serverOf(client: object): string {
    const { balancer } = this.#options.gate;
    return balancer === null || !('conn' in client) ? '' : serverOf(client.conn, balancer);
  }

  #dealtTo(instance: string): Pick<Outcome, 'instance'> {
    return this.#options.gate.balancer === null ? {} : { instance };
  }

  #settle(flight: Flight, outcome: Outcome): void {
    if (this.#open.delete(flight)) flight.item.settled(outcome);
  }
}

/** Of an answer that was wanted. */
function bodyOf({ item, answer }: Flight): Pick<Outcome, 'answer'> {
  return item.request.wantsAnswer === true ? { answer: Buffer.concat(answer).toString() } : {};
}

/**
 * Headers, name and value in turn, as the record that autocannon takes. A name that comes again (a group, and another)
 * is spelled with other letters small: in HTTP it is the same name.
 */
export function headerRecord(pairs: readonly string[]): Readonly<Record<string, string>> {
  const record: Record<string, string> = {};
  for (let at = 0; at + 1 < pairs.length; at += 2) {
    const name = pairs[at] as string;
    let spelled = name;
    for (let again = 1; spelled in record; again += 1) spelled = spelledAgain(name, again);
    record[spelled] = pairs[at + 1] as string;
  }
  return record;
}

/** Letter k is a capital where bit k of `again` is 0. */
function spelledAgain(name: string, again: number): string {
  return name.replace(/./g, (letter, k: number) => ((again >> k) & 1 ? letter.toLowerCase() : letter.toUpperCase()));
}
