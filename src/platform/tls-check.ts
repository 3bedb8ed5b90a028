import { connect as connectPlain, type Socket } from 'node:net';
import { connect, TLSSocket } from 'node:tls';
import { tlsOf, type UsableCredentials } from '../core/credentials.ts';

interface ServerToReach {
  /** `https://host:port`, or `http://…`, which has nothing to verify. */
  readonly origin: string;
  /** `null`: the authorities that Node knows. */
  readonly caPem: string | null;
  /** `null`: the client does not say who it is. */
  readonly client: UsableCredentials | null;
  /** The name that its certificate must have; absent: that of the origin. */
  readonly serverName?: string;
}

/**
 * Makes one connection and lets Node verify the server: chain, validity and name. Resolves with the fingerprint of its
 * certificate; `null`: it has none.
 * Errors: Node's own, such as `self-signed certificate in certificate chain`.
 */
export function verifyServer({ origin, caPem, client, serverName }: ServerToReach): Promise<string | null> {
  const { protocol, hostname, port } = new URL(origin);
  const secure = protocol === 'https:';
  const place = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? (secure ? 443 : 80) : port) };
  const authority = caPem === null ? {} : { ca: caPem };
  const name = serverName === undefined ? {} : { servername: serverName };
  return new Promise((resolve, reject) => {
    const socket: Socket = secure
      ? connect({ ...place, ...authority, ...name, ...(client === null ? {} : tlsOf(client)) })
      : connectPlain(place);
    const what = secure ? 'TLS handshake' : 'connection';
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no ${what} with ${origin} in 10 s`)));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      const fingerprint = fingerprintOf(socket);
      socket.end();
      resolve(fingerprint);
    });
    socket.once('error', reject);
  });
}

/** Node reads the whole certificate each time it is asked for one. */
const fingerprints = new WeakMap<TLSSocket, string>();

/** SHA-256 of the certificate that the other side has shown, as Node writes it; `null`: it has shown none yet. */
export function fingerprintOf(socket: unknown): string | null {
  if (!(socket instanceof TLSSocket)) return null;
  const known = fingerprints.get(socket);
  if (known !== undefined) return known;
  // Without a certificate Node gives an object that has nothing, and null of a socket that has been closed.
  const certificate: { readonly fingerprint256?: string } | null = socket.getPeerCertificate();
  const fingerprint = certificate?.fingerprint256 ?? null;
  if (fingerprint !== null) fingerprints.set(socket, fingerprint);
  return fingerprint;
}
