import { rootCertificates } from 'node:tls';

/** The authorities that Node trusts where nothing else is said. */
export const TRUSTED_PEM = rootCertificates.join('\n');
