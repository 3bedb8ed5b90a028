import type { CertificatePair } from './credentials.ts';

/** A backend of the user's that is under test: `forward` through our receiver, or `external`, POSTed to directly. */
export interface OwnBackend {
  readonly via: 'forward' | 'external';
  readonly url: string;
  /** Authority of its certificate; `null`: those that the client's machine trusts. */
  readonly caPem: string | null;
  /** How the client shows who it is; `null`: it does not. */
  readonly client: CertificatePair | null;
  /** Sent with every POST, name and value; of `forward` only, for kube-apiserver sends no headers of anybody's. */
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** A backend for people, without what is secret in its address. */
export function placeOfBackend({ url }: OwnBackend): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
