import type { CertificatePair, UsableCredentials } from './credentials.ts';
import type { Identity } from './scenario.ts';

/** How to talk to the API servers. */
export interface ApiAccess {
  readonly instances: readonly ApiserverInstance[];
  readonly caPem: string;
  /** A client of system:masters (exempt from priority and fairness), for scrapes and probes. */
  readonly admin: UsableCredentials;
  /** A client that the audit policy sees as this identity. */
  credentialsFor(identity: Identity): Promise<UsableCredentials>;
  /** A proxy that may speak for anybody, for loads of several identities; `null`: there is none. */
  readonly frontProxy: CertificatePair | null;
}

export interface ApiserverInstance {
  readonly name: string;
  /** `https://host:port`, and a path behind it where a gateway serves several clusters. */
  readonly origin: string;
}
