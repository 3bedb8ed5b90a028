import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CertificatePair } from '../../core/credentials.ts';
import type { OwnBackend } from '../../core/own-backend.ts';
import type { ReceiverPlan } from '../../core/receiver.ts';
import { log, serveParent } from '../../platform/child.ts';
import { epochMs, realClock } from '../../platform/clock.ts';
import { JsonLinesWriter } from '../../platform/files.ts';
import {
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
import { NO_BODY, notAList, refuse, refuseBody, type Replied, reply } from './replies.ts';
import { MOST_BODY_BYTES, unreadable } from './unreadable.ts';

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
  if (forwarder !== null && receiver.takesAll) {
    await passOn(forwarder, request, response, concurrency);
    return;
  }
  let post: Post;
  let body: readonly Buffer[];
  try {
    const rate = receiver.readBytesPerSecond(epochMs());
    body = await (rate === null
      ? readChunks(request, MOST_BODY_BYTES)
      : readSlowly(request, rate, (durationMs) => realClock.sleep(durationMs)));
    post = receiver.read(body, epochMs(), peerAddress(request), concurrency);
  } catch (error) {
    receiver.end(null, null, null);
    refuseBody(request, response, error);
    return;
  }
  const answer = receiver.treat(post);
  if (answer.kind === 'cut') {
    await hold(response, answer.afterMs);
    request.socket.destroy();
    receiver.end(post, null, null);
    return;
  }
  if (answer.kind === 'hang') {
    response.once('close', () => receiver.end(post, null, null));
    return;
  }
  await hold(response, answer.afterMs);
  if (request.socket.destroyed) {
    receiver.end(post, null, null);
    return;
  }
  const own = isTaken(answer.status) ? ((await forwarder?.forward(request, body)) ?? null) : null;
  if (own !== null) {
    end(post, reply(request, response, own), own);
    return;
  }
  const retryAfter = answer.retryAfterSeconds === null ? {} : { 'Retry-After': String(answer.retryAfterSeconds) };
  end(post, reply(request, response, { status: answer.status, headers: retryAfter, body: NO_BODY }), null);
}

/** Resolves after this long, or as soon as nobody waits for the answer any more: the POST that comes again is soon there. */
async function hold(response: ServerResponse, durationMs: number): Promise<void> {
  if (durationMs <= 0) return;
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  await realClock.sleep(durationMs, gone.signal).catch(() => {});
}

/**
 * To the backend under test, whose answer is told as soon as it is there: the events are read after that, for reading 400 of
 * them takes longer than the way there and back.
 */
async function passOn(to: Forwarder, request: IncomingMessage, response: ServerResponse, concurrency: number) {
  let body: readonly Buffer[];
  try {
    body = await readChunks(request, MOST_BODY_BYTES);
  } catch (error) {
    receiver.end(null, null, null);
    refuseBody(request, response, error);
    return;
  }
  const arrivedMs = epochMs();
  const own = await to.forward(request, body);
  const answered = reply(request, response, own);
  try {
    end(receiver.read(body, arrivedMs, peerAddress(request), concurrency), answered, own);
  } catch (error) {
    receiver.end(null, null, null);
    log(`${peerAddress(request)}: ${notAList(error)}`);
  }
}

function end(post: Post, { status, atMs }: Replied, own: BackendAnswer | null): void {
  if (own?.error != null) tellReason(own.error);
  const forwarded = own === null ? null : { tookMs: own.tookMs, ...(own.error === null ? {} : { error: own.error }) };
  receiver.end(post, status, atMs, forwarded);
}

function tellReason(reason: string): void {
  if (toldReasons.has(reason)) return;
  toldReasons.add(reason);
  log(`not forwarded: ${reason}`);
  emitTyped<ReceiverEvents, 'notForwarded'>('notForwarded', reason);
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
