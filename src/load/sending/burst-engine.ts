import autocannon from 'autocannon';
import type { ApiserverInstance } from '../../core/api.ts';
import { headersOf, tlsOf, type UsableCredentials } from '../../core/credentials.ts';
import { epochMs } from '../../platform/clock.ts';
import { verifyServer } from '../../platform/tls-check.ts';
import type { Outcome } from './paced-engine.ts';

export interface BurstRequest {
  readonly method: string;
  readonly url: string;
  readonly body: string | null;
  readonly contentType: string | null;
  readonly id: string;
  /** As of HttpCall. */
  readonly identity?: readonly string[];
}

export interface BurstOptions {
  readonly instance: ApiserverInstance;
  readonly caPem: string;
  readonly credentials: UsableCredentials;
  readonly connections: number;
  readonly requests: readonly BurstRequest[];
  readonly signal: AbortSignal;
  readonly settled: (index: number, outcome: Outcome) => void;
}

const TIMEOUT_S = 30;

/** A request on its way: autocannon sends one at a time on each connection. */
interface Flight {
  readonly index: number;
  sentMs: number;
}

/**
 * Exactly `requests.length` requests as fast as the connections allow, through autocannon, which never verifies the
 * server's certificate: the chain is checked first. autocannon builds a client's first request before it shows the
 * client (setupClient) and every later one right after the client's `request` event: that ties a request to the
 * connection on which its answer comes. Each request is settled once; one whose connection failed has no answer.
 * Errors: what the check of the certificate gives.
 */
export async function runBurst(options: BurstOptions): Promise<void> {
  const { instance, caPem, credentials, requests } = options;
  if (requests.length === 0) return;
  await verifyServer({ origin: instance.origin, caPem, client: credentials });
  const flights = new Flights(options);
  const run = autocannon({
    url: instance.origin,
    connections: Math.min(options.connections, requests.length),
    amount: requests.length,
    timeout: TIMEOUT_S,
    sampleInt: 100,
    tlsOptions: { ca: caPem, ...tlsOf(credentials) },
    requests: [{ setupRequest: (base) => ({ ...base, ...flights.build() }) }],
    setupClient: (client) => flights.attach(client),
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
  readonly #settled: Uint8Array;
  #next = 0;
  /** Built, and not yet given to a client. */
  #unclaimed: Flight | null = null;
  #claim: ((flight: Flight) => void) | null = null;

  constructor(options: BurstOptions) {
    this.#options = options;
    this.#identity = headerRecord(headersOf(options.credentials));
    this.#settled = new Uint8Array(options.requests.length);
  }

  build(): autocannon.Request {
    const flight: Flight = { index: this.#next, sentMs: epochMs() };
    this.#next += 1;
    if (this.#claim === null) this.#unclaimed = flight;
    else this.#claim(flight);
    this.#claim = null;
    const request = this.#options.requests[flight.index];
    if (request === undefined) throw new Error('autocannon asked for more requests than it was to send');
    const identity = request.identity === undefined ? this.#identity : headerRecord(request.identity);
    const headers: Record<string, string> = { 'Audit-ID': request.id, Accept: 'application/json', ...identity };
    if (request.contentType !== null) headers['Content-Type'] = request.contentType;
    const body = request.body === null ? {} : { body: request.body };
    return { method: request.method as NonNullable<autocannon.Request['method']>, path: request.url, headers, ...body };
  }

  attach(client: NodeJS.EventEmitter): void {
    let flight = this.#unclaimed;
    let isFirst = true;
    this.#unclaimed = null;
    const settle = (answer: Omit<Outcome, 'sentMs'>): void => {
      if (flight !== null) this.#settle(flight.index, { sentMs: flight.sentMs, ...answer });
      flight = null;
    };
    const lose = (): void => settle({ doneMs: null, status: null, error: 'the connection failed or timed out' });
    client.on('request', () => {
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
    client.on('response', (status: number) => settle({ doneMs: epochMs(), status }));
    client.on('done', lose);
  }

  /** Requests that autocannon never came to, after an abort. */
  settleRest(): void {
    for (let index = 0; index < this.#settled.length; index += 1) {
      this.#settle(index, { sentMs: null, doneMs: null, status: null, error: 'not sent' });
    }
  }

  #settle(index: number, outcome: Outcome): void {
    if (this.#settled[index] !== 0) return;
    this.#settled[index] = 1;
    this.#options.settled(index, outcome);
  }
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
