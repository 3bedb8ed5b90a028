import type { CertificatePair } from './credentials.ts';
import type { LogFolder, LogSpec } from './log.ts';
import type { Policy } from './policy.ts';
import type { AuditBackend, AuditSettings } from './settings.ts';

/** Where a backend of kube-apiserver sends audit events. */
export type AuditTarget = WebhookTarget | LogTarget;

/** Where a webhook backend POSTs, with the TLS material of both sides (PEM). */
export interface WebhookTarget {
  readonly backend: 'webhook';
  /** `https://IP:port/…`: an IP, for the API server uses its node's DNS. */
  readonly url: string;
  /** `null`: an authority that its client's machine trusts. */
  readonly caPem: string | null;
  /** `null`: the client shows no certificate. */
  readonly clientCertificatePem: string | null;
  readonly clientKeyPem: string | null;
}

/** audit-bench's own receiver, which has all of it. */
export interface ReceiverTarget extends WebhookTarget {
  readonly caPem: string;
  readonly clientCertificatePem: string;
  readonly clientKeyPem: string;
}

/** The files that a log backend writes, one for each API server. */
export interface LogTarget {
  readonly backend: 'log';
  readonly folders: readonly LogFolder[];
  readonly fileName: string;
  readonly spec: LogSpec;
}

/** What an API server audits and where it sends it. Made once a run, before the cluster starts. */
export interface AuditRoute {
  readonly policyText: string;
  readonly policy: Policy;
  /** At most one of each backend; none: auditing is off. */
  readonly targets: Readonly<Partial<Record<AuditBackend, AuditTarget>>>;
}

/** The settings of each backend that a route has a target for. */
export type BackendSettings = Readonly<Partial<Record<AuditBackend, AuditSettings>>>;

/** What an API server is to audit from now on. */
export interface AuditChange {
  /** Of no backend: auditing is off. */
  readonly settings: BackendSettings;
  readonly policyText: string;
}

/** A target for people: where they would look when nothing arrives. */
export function placeOf(target: AuditTarget): string {
  if (target.backend === 'webhook') return target.url;
  return target.folders.map(({ here }) => `${here}/${target.fileName}`).join(', ');
}

/** A receiver that API servers know already, by its port and its certificate. */
export interface GivenReceiver {
  readonly port: number;
  readonly certificate: CertificatePair;
  /** `null`: API servers show no certificate. */
  readonly clientCaPem: string | null;
}
