import { type Permission, READING } from './permission.ts';

/** What a user, or a service account, must be allowed for a part of audit-bench; in Kubernetes' own words. */

export const RBAC_PARTS = ['pods', 'check', 'existing'] as const;
export type RbacPart = (typeof RBAC_PARTS)[number];

export interface Rule {
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
  existing: {
    scope: 'ClusterRole',
    rules: [
      ...rulesOf(READING),
      // Optional: as above; without namespaces what an earlier load left is not told.
      { apiGroups: [''], resources: ['pods', 'endpoints', 'namespaces'], verbs: ['get', 'list'] },
    ],
  },
};

/** One rule for everything that is asked of a resource, in the order that it is asked first. */
export function rulesOf(permissions: readonly Permission[]): readonly Rule[] {
  const urls = permissions.flatMap((permission) => ('url' in permission ? [permission.url] : []));
  const verbs = new Map<string, { readonly group: string; readonly resource: string; readonly verbs: string[] }>();
  for (const permission of permissions) {
    if ('url' in permission) continue;
    const { group, resource, verb } = permission;
    const known = verbs.get(`${group}/${resource}`) ?? { group, resource, verbs: [] };
    if (!known.verbs.includes(verb)) known.verbs.push(verb);
    verbs.set(`${group}/${resource}`, known);
  }
  return [
    ...(urls.length === 0 ? [] : [{ nonResourceURLs: urls, verbs: ['get'] }]),
    ...[...verbs.values()].map(({ group, resource, verbs: own }) => ({
      apiGroups: [group],
      resources: [resource],
      verbs: own,
    })),
  ];
}

export interface RbacOptions {
  readonly part: RbacPart;
  readonly namespace: string;
  /** Of the service account. */
  readonly account: string;
  /** What else is to be done; default: nothing. */
  readonly more?: readonly Permission[];
}

/** A service account, its role and the binding, as objects for `kubectl apply`. */
export function rbacObjects({ part, namespace, account, more = [] }: RbacOptions): readonly object[] {
  const { scope } = PARTS[part];
  const rules = [...PARTS[part].rules, ...rulesOf(more)];
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
