import type { IncomingMessage, ServerResponse } from 'node:http';
import { messageOf } from '../../core/errors.ts';
import type { CertificatePair } from '../../core/credentials.ts';
import type { OwnBackend } from '../../core/own-backend.ts';
import type { ReceiverPlan } from '../../core/receiver.ts';
import { log, serveParent } from '../../platform/child.ts';
import { epochMs, realClock } from '../../platform/clock.ts';
import { JsonLinesWriter } from '../../platform/files.ts';
import {
  BodyTooLarge,
  type HttpsServer,
  peerAddress,
  readChunks,
  readSlowly,
  startHttpsServer,
} from '../../platform/https-server.ts';
import { PauseWatch } from '../../platform/pauses.ts';
import type { SinkCounters } from '../sink.ts';
import { emitTyped } from '../../platform/typed-channel.ts';
import { ConnectionFaults } from './connection-faults.ts';
import { type BackendAnswer, Forwarder } from './forwarder.ts';
import { isTaken, type Post, Receiver } from './receiver.ts';
import { MOST_BODY_BYTES, TOO_LARGE, unreadable } from './unreadable.ts';

/** The receiver in its own process: parsing batches would disturb the pacer next door. */
export interface ReceiverStart {
  readonly host: string;
  readonly certificate: CertificatePair;
  /** `null`: clients need no certificate. */
  readonly clientCaPem: string | null;
  readonly port: number;
  readonly seed: number;
  /** Of an authority that no client knows, for TLS that fails. */
  readonly wrongCertificate: CertificatePair;
  /** Where POSTs go on to that are not failed here; `null`: nowhere. */
  readonly backend: OwnBackend | null;
}

/** What it is asked. */
export interface ReceiverCalls {
  /** Resolves with the port. */
  start(options: ReceiverStart): Promise<number>;
  recordTo(file: string | null): Promise<void>;
  mark(atMs: number): void;
  play(part: { readonly plan: ReceiverPlan; readonly startMs: number | null }): Promise<void>;
  counters(): SinkCounters;
  flush(): Promise<void>;
}

/** What it says unasked. */
export interface ReceiverEvents {
  /** Records cannot be written any more, and why. */
  readonly broken: string;
  /** A POST got no answer from the backend, and why; each reason is told once. */
  readonly notForwarded: string;
}

let receiver: Receiver;
let server: HttpsServer | undefined;
let connections: ConnectionFaults | undefined;
let forwarder: Forwarder | null = null;
const toldReasons = new Set<string>();
let writer: JsonLinesWriter | null = null;
const pauses = new PauseWatch();

async function onRequest(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const never = unreadable(request);
  if (never !== null) {
    refuse(request, response, never.status, never.why);
    return;
  }
  const concurrency = receiver.begin();
  let post: Post;
  let body: readonly Buffer[];
  let early: Promise<BackendAnswer> | null = null;
  try {
    const rate = receiver.readBytesPerSecond(epochMs());
    body = await (rate === null
      ? readChunks(request, MOST_BODY_BYTES)
      : readSlowly(request, rate, (durationMs) => realClock.sleep(durationMs)));
    // Reading 400 events takes about as long as the backend does, so it reads them meanwhile.
    if (receiver.takesAll) early = forwarder?.forward(request, body) ?? null;
    post = receiver.read(body, epochMs(), peerAddress(request), concurrency);
  } catch (error) {
    receiver.end(null, null, null);
    if (error instanceof BodyTooLarge) refuse(request, response, 413, TOO_LARGE);
    else refuse(request, response, 400, `not an audit.k8s.io/v1 EventList: ${messageOf(error)}`);
    return;
  }
  const answer = receiver.treat(post);
  if (answer.kind === 'cut') {
    if (answer.afterMs > 0) await realClock.sleep(answer.afterMs);
    request.socket.destroy();
    receiver.end(post, null, null);
    return;
  }
  if (answer.kind === 'hang') {
    response.once('close', () => receiver.end(post, null, null));
    return;
  }
  if (answer.afterMs > 0) await realClock.sleep(answer.afterMs);
  const own = await (early ?? (isTaken(answer.status) ? (forwarder?.forward(request, body) ?? null) : null));
  if (own?.error != null) tellReason(own.error);
  const status = own?.status ?? answer.status;
  const gone = request.socket.destroyed;
  if (!gone) {
    const retryAfter = answer.retryAfterSeconds === null ? {} : { 'Retry-After': String(answer.retryAfterSeconds) };
    response.writeHead(status, { ...retryAfter, ...own?.headers, 'Content-Length': own?.body.length ?? 0 });
    response.end(own?.body);
  }
  const forwarded = own === null ? null : { tookMs: own.tookMs, ...(own.error === null ? {} : { error: own.error }) };
  receiver.end(post, gone ? null : status, gone ? null : epochMs(), forwarded);
}

function tellReason(reason: string): void {
  if (toldReasons.has(reason)) return;
  toldReasons.add(reason);
  log(`not forwarded: ${reason}`);
  emitTyped<ReceiverEvents, 'notForwarded'>('notForwarded', reason);
}

/** For the client, and for the receiver's log. */
function refuse(request: IncomingMessage, response: ServerResponse, status: number, why: string): void {
  if (response.destroyed) return;
  log(`${peerAddress(request)}: ${why}`);
  // What is left of the body is not read.
  response.writeHead(status, request.complete ? {} : { Connection: 'close' }).end(why);
}

serveParent(
  {
    async start(options) {
      receiver = new Receiver(options.seed);
      if (options.backend !== null) forwarder = new Forwarder(options.backend, epochMs);
      server = await startHttpsServer({
        host: options.host,
        port: options.port,
        certificate: options.certificate,
        clientCaPem: options.clientCaPem,
        rejectUnauthorized: options.clientCaPem !== null,
        onRequest: (request, response) => void onRequest(request, response),
      });
      const certificates = { right: options.certificate, wrong: options.wrongCertificate };
      connections = new ConnectionFaults(server, certificates, realClock);
      return server.port;
    },
    async recordTo(file) {
      const previous = writer;
      writer =
        file === null
          ? null
          : new JsonLinesWriter(file, (error) => emitTyped<ReceiverEvents, 'broken'>('broken', error.message));
      receiver.recordTo(writer);
      pauses.reset();
      await previous?.close();
    },
    mark: (atMs) => receiver.mark(atMs),
    async play({ plan, startMs }) {
      receiver.play(plan, startMs);
      await connections?.play(plan, startMs);
    },
    counters: () => ({ ...receiver.counters(), pauseMs: pauses.largestMs }),
    flush: async () => writer?.flush(),
  } satisfies ReceiverCalls,
  async () => {
    connections?.stop();
    await server?.close();
    await forwarder?.close();
    await writer?.close();
  },
);
