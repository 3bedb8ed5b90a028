import type { Identity } from './scenario.ts';

/** A certificate and its key (PEM). */
export interface CertificatePair {
  readonly certificatePem: string;
  readonly keyPem: string;
}

export interface CertificateCredentials extends CertificatePair {
  readonly kind: 'certificate';
}

/** How a client says who it is to an API server. */
export type Credentials =
  | CertificateCredentials
  | { readonly kind: 'token'; readonly token: string }
  /** An authenticating proxy speaks for the user: the audit policy sees the user, as for a certificate of its own. */
  | { readonly kind: 'front-proxy'; readonly proxy: CertificatePair; readonly identity: Identity }
  /** The audit policy sees who impersonates, not the user (WithAudit runs before WithImpersonation). */
  | { readonly kind: 'impersonation'; readonly by: DirectCredentials; readonly identity: Identity }
  /** A program of the user's that prints a certificate or a token (client-go credential plugins). */
  | { readonly kind: 'exec'; readonly command: string; readonly args: readonly string[] };

/** Credentials that a request can carry; those of a program are run first. */
export type UsableCredentials = Exclude<Credentials, { readonly kind: 'exec' }>;
type DirectCredentials = Extract<Credentials, { readonly kind: 'certificate' | 'token' }>;

/** Node's options of a TLS connection, as far as they say who the client is. */
export function tlsOf(credentials: UsableCredentials): { readonly cert?: string; readonly key?: string } {
  if (credentials.kind === 'token') return {};
  if (credentials.kind === 'impersonation') return tlsOf(credentials.by);
  const { certificatePem, keyPem } = credentials.kind === 'front-proxy' ? credentials.proxy : credentials;
  return { cert: certificatePem, key: keyPem };
}

/**
 * The request headers that say who the client is: name and value in turn, as undici takes them; a name may come again.
 * Names: k8s.io/apiserver pkg/authentication/request/headerrequest and k8s.io/api/authentication/v1 at v0.36.3.
 */
export function headersOf(credentials: UsableCredentials): readonly string[] {
  switch (credentials.kind) {
    case 'certificate':
      return [];
    case 'token':
      return ['Authorization', `Bearer ${credentials.token}`];
    case 'front-proxy':
      return identityHeaders(credentials.identity, 'X-Remote-User', 'X-Remote-Group');
    case 'impersonation':
      return [
        ...headersOf(credentials.by),
        ...identityHeaders(credentials.identity, 'Impersonate-User', 'Impersonate-Group'),
      ];
  }
}

function identityHeaders({ user, groups }: Identity, userHeader: string, groupHeader: string): readonly string[] {
  return [userHeader, user, ...groups.flatMap((group) => [groupHeader, group])];
}
