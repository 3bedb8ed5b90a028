import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { CertificatePair } from '../core/credentials.ts';

export interface HttpsServerOptions {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly certificate: CertificatePair;
  /** Clients must show a certificate of this authority, or of one of these; `null`: they are asked for none. */
  readonly clientCaPem: string | readonly string[] | null;
  /** Whether a client without one is refused in the handshake, or let in for the handler to answer 401. */
  readonly rejectUnauthorized: boolean;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
  /** A client that has not sent its whole request by then is answered 408. Default: long after whoever waits has given up. */
  readonly wholeRequestMs?: number;
}

export interface HttpsServer {
  readonly port: number;
  /** Closes the port and every connection; `reopen` listens on it again. */
  shut(): Promise<void>;
  reopen(): Promise<void>;
  /** Shows another certificate to whoever connects from now on, and ends the connections that there are. */
  present(certificate: CertificatePair): void;
  close(): Promise<void>;
}

const WHOLE_REQUEST_MS = 300_000;
/** How often connections are looked at for that: as Node does unless it is told otherwise, or as often as it takes. */
const LOOK_MS = 30_000;

/**
 * Listens over TLS, HTTP/1.1.
 * Errors: the system's, such as EADDRINUSE.
 */
export async function startHttpsServer(options: HttpsServerOptions): Promise<HttpsServer> {
  const { clientCaPem, rejectUnauthorized, wholeRequestMs = WHOLE_REQUEST_MS } = options;
  const tls = clientCaPem === null ? {} : { ca: [clientCaPem].flat(), requestCert: true, rejectUnauthorized };
  const secrets = ({ certificatePem, keyPem }: CertificatePair) => ({ cert: certificatePem, key: keyPem });
  const server = createServer(
    {
      ...tls,
      ...secrets(options.certificate),
      keepAliveTimeout: 120_000,
      requestTimeout: wholeRequestMs,
      connectionsCheckingInterval: Math.min(LOOK_MS, wholeRequestMs),
      noDelay: true,
    },
    options.onRequest,
  );
  const listen = (port: number): Promise<void> =>
    new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, options.host, () => {
        server.off('error', reject);
        resolve();
      });
    });
  await listen(options.port);
  const { port } = server.address() as AddressInfo;
  const shut = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    port,
    shut,
    reopen: () => listen(port),
    present(certificate) {
      server.setSecureContext({ ...tls, ...secrets(certificate) });
      server.closeAllConnections();
    },
    close: shut,
  };
}

/** Who the client is by its certificate. */
export interface PeerIdentity {
  readonly user: string;
  readonly groups: readonly string[];
  /** Common name of the authority that signed it. */
  readonly issuer: string;
}

/** The subject of the client's certificate, when it showed one that the authority signed. */
export function peerIdentity(request: IncomingMessage): PeerIdentity | null {
  const socket = request.socket as TLSSocket;
  if (!socket.authorized) return null;
  const { subject, issuer } = socket.getPeerCertificate() as unknown as {
    subject?: { CN?: string; O?: string | string[] };
    issuer?: { CN?: string };
  };
  if (subject?.CN === undefined) return null;
  return {
    user: subject.CN,
    groups: subject.O === undefined ? [] : [subject.O].flat(),
    issuer: issuer?.CN ?? '',
  };
}

/** `ip:port` of the other side. */
export function peerAddress(request: IncomingMessage): string {
  return `${request.socket.remoteAddress}:${request.socket.remotePort}`;
}

/** The whole body. Rejects when the client goes away before its end. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await readChunks(request));
}

/** As `readChunks`, no faster than so many bytes a second. */
export async function readSlowly(
  request: IncomingMessage,
  bytesPerSecond: number,
  sleep: (durationMs: number) => Promise<void>,
): Promise<readonly Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    await sleep((chunk.length / bytesPerSecond) * 1000);
  }
  return chunks;
}

/** More than may be held of a body. */
export class BodyTooLarge extends Error {}

/**
 * The whole body in the pieces that it came in. Rejects when the client goes away before its end, and as soon as it is
 * larger than `mostBytes`; the rest is left unread.
 */
export function readChunks(request: IncomingMessage, mostBytes = Number.POSITIVE_INFINITY): Promise<readonly Buffer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= mostBytes) chunks.push(chunk);
      else {
        request.pause();
        chunks.length = 0;
        reject(new BodyTooLarge());
      }
    });
    request.on('end', () => resolve(chunks));
    request.on('error', reject);
  });
}
