/** What a user, or a service account, must be allowed for a part of audit-bench; in Kubernetes' own words. */

export const RBAC_PARTS = ['pods', 'check'] as const;
export type RbacPart = (typeof RBAC_PARTS)[number];

interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

interface Part {
  /** In one namespace, or in the whole cluster. */
  readonly scope: 'Role' | 'ClusterRole';
  readonly rules: readonly Rule[];
}

const PARTS: Readonly<Record<RbacPart, Part>> = {
  pods: {
    scope: 'Role',
    rules: [
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'list', 'delete'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['create', 'delete'] },
      { apiGroups: [''], resources: ['pods', 'events'], verbs: ['list'] },
    ],
  },
  check: {
    scope: 'ClusterRole',
    rules: [
      { nonResourceURLs: ['/metrics', '/readyz', '/version'], verbs: ['get'] },
      // Optional: without it flags are not read, and every API server is reached through the one address.
      { apiGroups: [''], resources: ['pods', 'endpoints'], verbs: ['get', 'list'] },
    ],
  },
};

export interface RbacOptions {
  readonly part: RbacPart;
  readonly namespace: string;
  /** Of the service account. */
  readonly account: string;
}

/** A service account, its role and the binding, as objects for `kubectl apply`. */
export function rbacObjects({ part, namespace, account }: RbacOptions): readonly object[] {
  const { scope, rules } = PARTS[part];
  const name = `audit-bench-${part}`;
  const metadata = scope === 'Role' ? { name, namespace } : { name };
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: account, namespace } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: scope, metadata, rules },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: `${scope}Binding`,
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: scope, name },
      subjects: [{ kind: 'ServiceAccount', name: account, namespace }],
    },
  ];
}
