import { createSecureContext, type SecureContext } from 'node:tls';
import { tlsOf, type UsableCredentials } from '../core/credentials.ts';

/** Whom a client believes, and what it shows. */
interface TlsClient {
  readonly caPem: string;
  readonly credentials: UsableCredentials;
}

/**
 * Certificates and key as Node's TLS takes them, read once for all connections of a client: left to each connection,
 * reading them is most of what a handshake costs it.
 */
export function secureContextOf({ caPem, credentials }: TlsClient): SecureContext {
  return createSecureContext({ ca: caPem, ...tlsOf(credentials) });
}
