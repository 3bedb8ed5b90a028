import type { AuditLevel, AuditStage } from '../core/policy.ts';

/**
 * A whole audit.k8s.io/v1 Event (k8s.io/apiserver pkg/apis/audit/v1/types.go at v0.36.3). '' and empty lists stand for
 * what the API server leaves out; the objects of request and response are there with their size alone, because they may
 * be a megabyte each and nobody here reads them.
 */
export interface AuditEvent {
  readonly auditId: string;
  readonly stage: AuditStage;
  readonly level: AuditLevel;
  /** With query. */
  readonly requestUri: string;
  readonly verb: string;
  readonly user: EventUser;
  /** `null`: nobody was impersonated. */
  readonly impersonatedUser: EventUser | null;
  /** The client first, then proxies. */
  readonly sourceIps: readonly string[];
  readonly userAgent: string;
  /** `null`: the request was about no resource. */
  readonly objectRef: EventObject | null;
  /** HTTP status of the answer; `null`: at this stage there was none. */
  readonly responseCode: number | null;
  /** Epoch ms with fractions. */
  readonly requestReceivedMs: number;
  readonly stageMs: number;
  /** Bytes of the object's JSON in the event; `null`: the event holds none. */
  readonly requestObjectBytes: number | null;
  readonly responseObjectBytes: number | null;
  readonly annotations: Readonly<Record<string, string>>;
  /** Of the event's JSON. */
  readonly sizeBytes: number;
}

export interface EventUser {
  readonly username: string;
  readonly uid: string;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

export interface EventObject {
  readonly apiGroup: string;
  readonly apiVersion: string;
  readonly resource: string;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
}
