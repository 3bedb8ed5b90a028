import { type Dispatcher, Pool } from 'undici';
import type { ClientCredentials } from '../core/route.ts';
import { epochMs } from '../platform/clock.ts';

/** A request that no socket was free for this long after its intended time is skipped, never sent late in silence. */
const SKIP_AFTER_MS = 1000;
/** kube-apiserver itself gives up on a request after 60 s. */
const ANSWER_TIMEOUT_MS = 30_000;

export interface PacedRequest {
  readonly id: string;
  readonly method: Dispatcher.HttpMethod;
  readonly url: string;
  readonly body: string | null;
  readonly contentType: string | null;
  readonly intendedMs: number;
}

/** What became of a request; times are epoch ms, `null` as in RequestRecord. */
export interface Outcome {
  readonly sentMs: number | null;
  readonly doneMs: number | null;
  readonly status: number | null;
  readonly error?: string;
}

export interface TlsIdentity {
  readonly caPem: string;
  readonly credentials: ClientCredentials;
}

/** Sockets to one server, all verified against its authority. */
export class PacedEngine {
  readonly #pool: Pool;

  /** `origin`: `https://host:port`. */
  constructor(origin: string, connections: number, { caPem, credentials }: TlsIdentity) {
    this.#pool = new Pool(origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: 120_000,
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
      connect: { ca: caPem, cert: credentials.certificatePem, key: credentials.keyPem, timeout: 10_000 },
    });
  }

  /** Sends as soon as a socket is free; `settled` is called once. */
  send(request: PacedRequest, settled: (outcome: Outcome) => void): void {
    const headers: Record<string, string> = { 'Audit-ID': request.id, Accept: 'application/json' };
    if (request.contentType !== null) headers['Content-Type'] = request.contentType;
    let sentMs: number | null = null;
    let status: number | null = null;
    let done = false;
    const settle = (outcome: Outcome): void => {
      if (done) return;
      done = true;
      settled(outcome);
    };
    this.#pool.dispatch(
      { method: request.method, path: request.url, headers, body: request.body },
      {
        onRequestStart(controller) {
          const nowMs = epochMs();
          if (nowMs - request.intendedMs > SKIP_AFTER_MS) controller.abort(new Error('no socket was free in time'));
          else sentMs = nowMs;
        },
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData() {},
        onResponseEnd() {
          settle({ sentMs, doneMs: epochMs(), status });
        },
        onResponseError(_controller, error) {
          settle({ sentMs, doneMs: null, status: null, error: error.message });
        },
      },
    );
  }

  /** One request, waited for; for set-up and clean-up. Resolves with the status. Errors: when there is no answer. */
  async call(request: Omit<PacedRequest, 'intendedMs'>): Promise<number> {
    const outcome = await new Promise<Outcome>((resolve) =>
      this.send({ ...request, intendedMs: Number.POSITIVE_INFINITY }, resolve),
    );
    if (outcome.status === null) throw new Error(`${request.method} ${request.url}: ${outcome.error ?? 'no answer'}`);
    return outcome.status;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }
}
