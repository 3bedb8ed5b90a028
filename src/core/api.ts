import type { ClientCredentials } from './route.ts';
import type { Identity } from './scenario.ts';

/** How to talk to the API servers. */
export interface ApiAccess {
  readonly instances: readonly ApiserverInstance[];
  readonly caPem: string;
  /** A client of system:masters (exempt from priority and fairness), for scrapes and probes. */
  readonly admin: ClientCredentials;
  /** A client certificate for the load's identity. */
  credentialsFor(identity: Identity): Promise<ClientCredentials>;
}

export interface ApiserverInstance {
  readonly name: string;
  readonly host: string;
  readonly port: number;
}
