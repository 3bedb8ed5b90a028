import { connect } from 'node:tls';
import { tlsOf, type UsableCredentials } from '../core/credentials.ts';

/**
 * Makes one TLS connection and lets Node verify the server: chain, validity and name.
 * Errors: Node's own, such as `self-signed certificate in certificate chain`.
 */
export function verifyServer(options: {
  /** `https://host:port`. */
  readonly origin: string;
  readonly caPem: string;
  readonly client: UsableCredentials;
}): Promise<void> {
  const { hostname, port } = new URL(options.origin);
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostname,
      port: Number(port === '' ? 443 : port),
      ca: options.caPem,
      ...tlsOf(options.client),
    });
    socket.setTimeout(10_000, () => socket.destroy(new Error(`no TLS handshake with ${options.origin} in 10 s`)));
    socket.once('secureConnect', () => {
      socket.end();
      resolve();
    });
    socket.once('error', reject);
  });
}
