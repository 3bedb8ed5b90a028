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
  /** What deals a load over the API servers, where the cluster file wants it; absent: the load goes straight to each. */
  readonly balancer?: LoadBalancer;
}

/** A load balancer that deals connections and leaves TLS to the API servers behind it. */
export interface LoadBalancer {
  /** `https://host:port` */
  readonly origin: string;
  /** A name that the certificates of the API servers have, for theirs need not name the balancer's address. */
  readonly serverName: string;
  /** Names of the API servers, by the SHA-256 fingerprint of the certificate that each shows. */
  readonly servers: Readonly<Record<string, string>>;
}

export interface ApiserverInstance {
  readonly name: string;
  /** `https://host:port`, and a path behind it where a gateway serves several clusters. */
  readonly origin: string;
}
