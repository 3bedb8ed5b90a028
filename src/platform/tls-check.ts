import { connect } from 'node:tls';
import type { ClientCredentials } from '../core/route.ts';

/**
 * Makes one TLS connection and lets Node verify the server: chain, validity and name.
 * Errors: Node's own, such as `self-signed certificate in certificate chain`.
 */
export function verifyServer(options: {
  readonly host: string;
  readonly port: number;
  readonly caPem: string;
  readonly client: ClientCredentials;
}): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: options.host,
      port: options.port,
      ca: options.caPem,
      cert: options.client.certificatePem,
      key: options.client.keyPem,
    });
    socket.setTimeout(10_000, () =>
      socket.destroy(new Error(`no TLS handshake with ${options.host}:${options.port} in 10 s`)),
    );
    socket.once('secureConnect', () => {
      socket.end();
      resolve();
    });
    socket.once('error', reject);
  });
}
