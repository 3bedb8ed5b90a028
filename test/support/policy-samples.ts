import fc from 'fast-check';
import type { PolicyRule, RequestAttributes } from '../../src/core/policy.ts';

/** Words that policies and requests share, so that rules match often enough. */
const USERS = ['alice', 'bob', 'system:kube-proxy', 'system:serviceaccount:kube-system:hpa', 'system:anonymous', ''];
const GROUPS = ['system:masters', 'system:authenticated', 'system:nodes', 'devs'];
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', '*'];
const API_GROUPS = ['', 'apps', 'batch', 'rbac.authorization.k8s.io', 'metrics.k8s.io'];
const RESOURCES = ['pods', 'secrets', 'configmaps', 'deployments', 'nodes', 'clusterroles', 'tokenreviews'];
const SUBRESOURCES = ['', '', 'status', 'log', 'exec', 'scale', 'token'];
const NAMESPACES = ['', 'default', 'kube-system', 'prod'];
const NAMES = ['', 'controller-leader', 'a', 'b'];
const PATHS = ['/', '/healthz', '/healthz/etcd', '/metrics', '/version', '/api', '/apis/apps', '/openapi/v2'];
const PATTERNS = ['*', '/*', '/healthz*', '/metrics', '/api*', '/version', '/openapi/*', '/healthz/*'];
const RESOURCE_PATTERNS = [
  ...RESOURCES,
  '*',
  'pods/*',
  'pods/log',
  '*/status',
  '*/scale',
  'nodes/*',
  'deployments/scale',
  'secrets/*',
];
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const;

const some = <T>(values: readonly T[]): fc.Arbitrary<T[]> => fc.subarray([...values], { minLength: 1, maxLength: 3 });
const maybe = <T>(values: readonly T[]): fc.Arbitrary<T[] | undefined> =>
  fc.option(some(values), { nil: undefined, freq: 1 });

const target = fc.oneof(
  fc.record({
    resources: fc.array(
      fc.record(
        {
          group: fc.constantFrom(...API_GROUPS),
          resources: some(RESOURCE_PATTERNS),
          resourceNames: some(NAMES),
        },
        { requiredKeys: ['resources'] },
      ),
      { minLength: 1, maxLength: 3 },
    ),
    namespaces: maybe(NAMESPACES),
  }),
  fc.record({ nonResourceURLs: some(PATTERNS) }),
  fc.record({ namespaces: some(NAMESPACES) }),
  fc.constant({}),
);

const rule = fc
  .tuple(
    fc.record({ level: fc.constantFrom('None', 'Metadata', 'Request', 'RequestResponse') }),
    fc.record({ users: maybe(USERS), userGroups: maybe(GROUPS), verbs: maybe(VERBS), omitStages: maybe(STAGES) }),
    target,
    fc.record({ omitManagedFields: fc.option(fc.boolean(), { nil: undefined }) }),
  )
  .map((parts) => Object.assign({}, ...parts) as PolicyRule);

/** A policy without a fault, as a value. */
export const validPolicy = fc
  .record({ rules: fc.array(rule, { minLength: 1, maxLength: 6 }), omitStages: maybe(STAGES) })
  .map(
    ({ rules, omitStages }) =>
      // What is undefined does not stand in the text.
      JSON.parse(JSON.stringify({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', omitStages, rules })) as Record<
        string,
        unknown
      >,
  );

export const request: fc.Arbitrary<RequestAttributes> = fc
  .record({
    user: fc.constantFrom(...USERS),
    groups: fc.subarray(GROUPS),
    verb: fc.constantFrom(...VERBS.slice(0, -1)),
    isResourceRequest: fc.constantFrom(true, true, true, false),
    path: fc.constantFrom(...PATHS),
    namespace: fc.constantFrom(...NAMESPACES),
    group: fc.constantFrom(...API_GROUPS),
    resource: fc.constantFrom(...RESOURCES),
    subresource: fc.constantFrom(...SUBRESOURCES),
    name: fc.constantFrom(...NAMES),
  })
  .map((made) =>
    made.isResourceRequest ? made : { ...made, namespace: '', group: '', resource: '', subresource: '', name: '' },
  );
