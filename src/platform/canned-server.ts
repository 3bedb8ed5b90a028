import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:tls';
import type { UsableCredentials } from '../core/credentials.ts';
import { createAuthority } from './certificates.ts';

export interface CannedServer {
  /** `https://127.0.0.1:port` */
  readonly origin: string;
  readonly caPem: string;
  /** It lets in only who shows this. */
  readonly credentials: UsableCredentials;
  close(): Promise<void>;
}

const BODY = '{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Success"}';
const ANSWER = [
  'HTTP/1.1 200 OK',
  'Content-Type: application/json',
  'Cache-Control: no-cache, private',
  `Content-Length: ${BODY.length}`,
  '',
  BODY,
].join('\r\n');

/** Answers whatever arrives with the same small answer, with as little work as possible; on loopback, over TLS. */
export async function startCannedServer(): Promise<CannedServer> {
  const authority = await createAuthority('canned');
  const { certificatePem, keyPem } = await authority.server(['127.0.0.1']);
  const sockets = new Set<Socket>();
  const server = createServer(
    { cert: certificatePem, key: keyPem, ca: authority.caPem, requestCert: true, noDelay: true },
    (socket) => {
      sockets.add(socket);
      socket.on('data', () => socket.write(ANSWER));
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    caPem: authority.caPem,
    credentials: await authority.client('canned', []),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
