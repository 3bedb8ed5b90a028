/** audit.k8s.io/v1 Policy, the fields that decide (k8s.io/apiserver pkg/apis/audit/v1/types.go). */

export const AUDIT_LEVELS = ['None', 'Metadata', 'Request', 'RequestResponse'] as const;
export type AuditLevel = (typeof AUDIT_LEVELS)[number];

export const AUDIT_STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;
export type AuditStage = (typeof AUDIT_STAGES)[number];

export interface GroupResources {
  /** API group, '' is the core group; kept optional as in the API. */
  readonly group?: string;
  /** `pods`, `pods/log`, `pods/*`, `*`, `*\/scale`; empty: everything in the group. */
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
}

export interface PolicyRule {
  readonly level: AuditLevel;
  readonly users?: readonly string[];
  readonly userGroups?: readonly string[];
  readonly verbs?: readonly string[];
  readonly resources?: readonly GroupResources[];
  readonly namespaces?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly omitStages?: readonly AuditStage[];
  readonly omitManagedFields?: boolean;
}

export interface Policy {
  readonly apiVersion: 'audit.k8s.io/v1';
  readonly kind: 'Policy';
  readonly rules: readonly PolicyRule[];
  readonly omitStages?: readonly AuditStage[];
  readonly omitManagedFields?: boolean;
}

/** Without a rule nothing is audited. */
export const NO_POLICY: Policy = { apiVersion: 'audit.k8s.io/v1', kind: 'Policy', rules: [] };

/** What the policy looks at in a request (k8s.io/apiserver pkg/authorization/authorizer Attributes). */
export interface RequestAttributes {
  readonly user: string;
  readonly groups: readonly string[];
  readonly verb: string;
  readonly isResourceRequest: boolean;
  /** Path without query, for non-resource requests. */
  readonly path: string;
  readonly namespace: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
}
