import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { connect, createServer } from 'node:tls';
import type { CertificatePair } from '../core/credentials.ts';
import type { Resource } from '../core/scope.ts';

/** A machine that went away without a word is noticed after some ten of these. */
const KEEP_ALIVE_MS = 5000;

export interface TlsListener extends Resource {
  readonly port: number;
}

export interface ListenOptions {
  readonly host: string;
  readonly certificate: CertificatePair;
  /** Nobody without a certificate of this authority gets in. */
  readonly clientCaPem: string;
  readonly onSocket: (socket: Socket) => void;
}

/** Sockets with certificates on both sides. Errors: the system's, such as EADDRNOTAVAIL. */
export async function listenTls({ host, certificate, clientCaPem, onSocket }: ListenOptions): Promise<TlsListener> {
  const sockets = new Set<Socket>();
  const server = createServer(
    {
      cert: certificate.certificatePem,
      key: certificate.keyPem,
      ca: clientCaPem,
      requestCert: true,
      rejectUnauthorized: true,
    },
    (socket) => {
      sockets.add(socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS));
      socket.once('close', () => sockets.delete(socket));
      onSocket(socket);
    },
  );
  // Who is refused, and who hangs up in the handshake, is no concern of the load.
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Connects to who is named in the folder of a pod's Secret (`runner`, `ca.crt`, `tls.crt`, `tls.key`). */
export function connectBySecret(dir: string): Promise<Socket> {
  const [runner, ca, cert, key] = ['runner', 'ca.crt', 'tls.crt', 'tls.key'].map((file) =>
    readFileSync(join(dir, file), 'utf8'),
  );
  const [, host = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(runner?.trim() ?? '') ?? [];
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), ca: ca ?? '', cert: cert ?? '', key: key ?? '' }, () => {
      socket.off('error', reject);
      resolve(socket.setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS));
    });
    socket.once('error', reject);
  });
}
