import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'undici';
import { messageOf } from '../../core/errors.ts';
import type { OwnBackend } from '../../core/own-backend.ts';
import { POST_TIMEOUT_MS } from '../../core/webhook-delivery.ts';

/** What the backend under test said to a POST, or 502 with the cause when it said nothing. */
export interface BackendAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly tookMs: number;
  /** Why it gave no answer; `null`: it did. */
  readonly error: string | null;
}

/** Of the connection that a request came over, not of the request (RFC 9110, 7.6.1); undici writes its own. */
const OF_THE_CONNECTION = new Set([
  'host',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
  'expect',
]);
/** What tells kube-apiserver how to go on; the rest of an answer it does not look at. */
const PASSED_ON = ['content-type', 'retry-after'] as const;

/** Hands POSTs on to the backend under test, byte for byte. */
export class Forwarder {
  readonly #backend: OwnBackend;
  readonly #agent: Agent;
  readonly #nowMs: () => number;

  constructor(backend: OwnBackend, nowMs: () => number) {
    this.#backend = backend;
    this.#nowMs = nowMs;
    const { caPem, client } = backend;
    this.#agent = new Agent({
      connect: {
        ...(caPem === null ? {} : { ca: caPem }),
        ...(client === null ? {} : { cert: client.certificatePem, key: client.keyPem }),
        timeout: POST_TIMEOUT_MS,
      },
      headersTimeout: POST_TIMEOUT_MS,
      bodyTimeout: POST_TIMEOUT_MS,
      keepAliveTimeout: 60_000,
    });
  }

  /** Waits as long as kube-apiserver does. */
  async forward(post: IncomingMessage, body: readonly Buffer[]): Promise<BackendAnswer> {
    const startedMs = this.#nowMs();
    try {
      const answer = await request(this.#urlOf(post), {
        method: 'POST',
        headers: this.#headersOf(post),
        body: Buffer.concat(body),
        dispatcher: this.#agent,
      });
      const text = Buffer.from(await answer.body.arrayBuffer());
      const headers = PASSED_ON.flatMap((name) => {
        const value = answer.headers[name];
        return value === undefined ? [] : [[name, [value].flat()[0] ?? '']];
      });
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(headers) as Record<string, string>,
        body: text,
        tookMs: this.#nowMs() - startedMs,
        error: null,
      };
    } catch (error) {
      const cause = causeOf(error);
      return { status: 502, headers: {}, body: Buffer.from(cause), tookMs: this.#nowMs() - startedMs, error: cause };
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  /** kube-apiserver adds `timeout=30s` to the address that it is given. */
  #urlOf(post: IncomingMessage): URL {
    const url = new URL(this.#backend.url);
    for (const [name, value] of new URL(post.url ?? '/', url).searchParams) url.searchParams.set(name, value);
    return url;
  }

  /** The client's, then the user's, which win. */
  #headersOf({ rawHeaders }: IncomingMessage): string[] {
    const { headers } = this.#backend;
    const own = new Set(headers.map(([name]) => name.toLowerCase()));
    const passed: string[] = [];
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      const name = rawHeaders[at] ?? '';
      const lower = name.toLowerCase();
      if (!OF_THE_CONNECTION.has(lower) && !own.has(lower)) passed.push(name, rawHeaders[at + 1] ?? '');
    }
    return [...passed, ...headers.flat()];
  }
}

/** The system's words, such as `connect ECONNREFUSED 127.0.0.1:9`; a host with several addresses has several. */
function causeOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return messageOf(first).replace(/[\r\n]+/g, ' ') || 'no answer';
}
