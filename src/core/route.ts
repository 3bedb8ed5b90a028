import type { Policy } from './policy.ts';

/** How kube-apiserver reaches the sink of a scenario and what it audits. Made once a run, before the cluster starts. */
export interface AuditRoute {
  readonly policyText: string;
  readonly policy: Policy;
  readonly target: WebhookTarget;
}

/** Where a webhook backend POSTs, with the TLS material of both sides (PEM). */
export interface WebhookTarget {
  readonly backend: 'webhook';
  /** `https://IP:port/…`: an IP, for the API server uses its node's DNS. */
  readonly url: string;
  readonly caPem: string;
  readonly clientCertificatePem: string;
  readonly clientKeyPem: string;
}

/** A client's certificate and key (PEM). */
export interface ClientCredentials {
  readonly certificatePem: string;
  readonly keyPem: string;
}
