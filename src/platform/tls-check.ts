import { connect as connectPlain, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { tlsOf, type UsableCredentials } from '../core/credentials.ts';

interface ServerToReach {
  /** `https://host:port`, or `http://…`, which has nothing to verify. */
  readonly origin: string;
  /** `null`: the authorities that Node knows. */
  readonly caPem: string | null;
  /** `null`: the client does not say who it is. */
  readonly client: UsableCredentials | null;
}

/**
 * Makes one connection and lets Node verify the server: chain, validity and name.
 * Errors: Node's own, such as `self-signed certificate in certificate chain`.
 */
export function verifyServer({ origin, caPem, client }: ServerToReach): Promise<void> {
  const { protocol, hostname, port } = new URL(origin);
  const secure = protocol === 'https:';
  const place = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port === '' ? (secure ? 443 : 80) : port) };
  return new Promise((resolve, reject) => {
    const socket: Socket = secure
      ? connect({ ...place, ...(caPem === null ? {} : { ca: caPem }), ...(client === null ? {} : tlsOf(client)) })
      : connectPlain(place);
    const what = secure ? 'TLS handshake' : 'connection';
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no ${what} with ${origin} in 10 s`)));
    socket.once(secure ? 'secureConnect' : 'connect', () => {
      socket.end();
      resolve();
    });
    socket.once('error', reject);
  });
}
