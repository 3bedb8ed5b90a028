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
  /** Clients must show a certificate of this authority. */
  readonly clientCaPem: string;
  /** Whether a client without one is refused in the handshake, or let in for the handler to answer 401. */
  readonly rejectUnauthorized: boolean;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse) => void;
}

export interface HttpsServer {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens over TLS, HTTP/1.1.
 * Errors: the system's, such as EADDRINUSE.
 */
export async function startHttpsServer(options: HttpsServerOptions): Promise<HttpsServer> {
  const server = createServer(
    {
      cert: options.certificate.certificatePem,
      key: options.certificate.keyPem,
      ca: options.clientCaPem,
      requestCert: true,
      rejectUnauthorized: options.rejectUnauthorized,
      keepAliveTimeout: 120_000,
      requestTimeout: 0,
      noDelay: true,
    },
    options.onRequest,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The subject of the client's certificate, when it showed one that the authority signed. */
export function peerIdentity(
  request: IncomingMessage,
): { readonly user: string; readonly groups: readonly string[] } | null {
  const socket = request.socket as TLSSocket;
  if (!socket.authorized) return null;
  const subject = socket.getPeerCertificate().subject as { CN?: string; O?: string | string[] } | undefined;
  if (subject?.CN === undefined) return null;
  return { user: subject.CN, groups: subject.O === undefined ? [] : [subject.O].flat() };
}

/** `ip:port` of the other side. */
export function peerAddress(request: IncomingMessage): string {
  return `${request.socket.remoteAddress}:${request.socket.remotePort}`;
}

/** The whole body. Rejects when the client goes away before its end. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  return Buffer.concat(await readChunks(request));
}

/** The whole body in the pieces that it came in. Rejects when the client goes away before its end. */
export function readChunks(request: IncomingMessage): Promise<readonly Buffer[]> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(chunks));
    request.on('error', reject);
  });
}
