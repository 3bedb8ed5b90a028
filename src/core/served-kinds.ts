/** A resource as the API server serves it, with what an object of it cannot do without. */
export interface ServedKind {
  readonly kind: string;
  readonly scope: 'namespaced' | 'cluster';
  /** Members beside apiVersion, kind and metadata. */
  readonly members: Readonly<Record<string, unknown>>;
  /** Asked and answered, never stored: it has no objects to read. */
  readonly isReview?: true;
  /** An update must name the version that it changes, or is answered with 422 (AllowUnconditionalUpdate of its strategy). */
  readonly asksForVersion?: true;
}

const LABELS = { 'audit-bench': 'load' };
const CONTAINER = { name: 'none', image: 'audit-bench.invalid/none' };
/** A node selector that fits no node: the pod stays pending and costs nothing. */
const POD_SPEC = { nodeSelector: { 'audit-bench/never': 'true' }, containers: [CONTAINER] };
const WORKLOAD = {
  spec: { replicas: 0, selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec: POD_SPEC } },
};
const JOB_SPEC = { suspend: true, template: { spec: { ...POD_SPEC, restartPolicy: 'Never' } } };
const ROLE_REF = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'audit-bench-none' };
const NOBODY = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'audit-bench-nobody' }];
const REPORTER = 'audit-bench';
/** The same in both groups, which serve the same objects, and let updates change none of it. */
const EVENT = {
  eventTime: '2026-01-01T00:00:00.000000Z',
  action: 'none',
  reason: 'AuditBench',
  type: 'Normal',
  reportingInstance: REPORTER,
};
const SELF = { spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } };

function namespaced(kind: string, members: ServedKind['members'] = {}): ServedKind {
  return { kind, scope: 'namespaced', members };
}

function versioned(served: ServedKind): ServedKind {
  return { ...served, asksForVersion: true };
}

function cluster(kind: string, members: ServedKind['members'] = {}): ServedKind {
  return { kind, scope: 'cluster', members };
}

function review(kind: string, scope: ServedKind['scope'], members: ServedKind['members'] = {}): ServedKind {
  return { kind, scope, members, isReview: true };
}

/** What objects can be made of: `group/version/resource`, of the core group `v1/resource` (k8s.io/api at v0.36.3). */
const KINDS: Readonly<Record<string, ServedKind>> = {
  'v1/configmaps': namespaced('ConfigMap'),
  'v1/secrets': namespaced('Secret'),
  'v1/pods': namespaced('Pod', { spec: POD_SPEC }),
  'v1/namespaces': cluster('Namespace'),
  'v1/nodes': cluster('Node'),
  'v1/serviceaccounts': namespaced('ServiceAccount'),
  'v1/services': namespaced('Service', { spec: { clusterIP: 'None', ports: [{ port: 80 }] } }),
  'v1/endpoints': namespaced('Endpoints'),
  'v1/events': namespaced('Event', { ...EVENT, reportingComponent: REPORTER }),
  'v1/persistentvolumeclaims': namespaced('PersistentVolumeClaim', {
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'audit-bench-none',
      resources: { requests: { storage: '1Mi' } },
    },
  }),
  'v1/resourcequotas': namespaced('ResourceQuota'),
  'v1/limitranges': namespaced('LimitRange'),
  'apps/v1/deployments': namespaced('Deployment', WORKLOAD),
  'apps/v1/replicasets': namespaced('ReplicaSet', WORKLOAD),
  'apps/v1/statefulsets': namespaced('StatefulSet', WORKLOAD),
  'apps/v1/daemonsets': namespaced('DaemonSet', {
    spec: { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec: POD_SPEC } },
  }),
  // With a selector of its own: one that the API server made an update would have to name.
  'batch/v1/jobs': namespaced('Job', {
    spec: {
      ...JOB_SPEC,
      manualSelector: true,
      selector: { matchLabels: LABELS },
      template: { metadata: { labels: LABELS }, ...JOB_SPEC.template },
    },
  }),
  'batch/v1/cronjobs': namespaced('CronJob', {
    spec: { schedule: '0 0 1 1 *', suspend: true, jobTemplate: { spec: JOB_SPEC } },
  }),
  'coordination.k8s.io/v1/leases': versioned(namespaced('Lease')),
  'discovery.k8s.io/v1/endpointslices': namespaced('EndpointSlice', { addressType: 'IPv4', endpoints: [] }),
  'events.k8s.io/v1/events': namespaced('Event', { ...EVENT, reportingController: REPORTER }),
  'networking.k8s.io/v1/networkpolicies': namespaced('NetworkPolicy', { spec: { podSelector: {} } }),
  'networking.k8s.io/v1/ingresses': namespaced('Ingress', {
    spec: { defaultBackend: { resource: { kind: 'None', name: 'none' } } },
  }),
  'policy/v1/poddisruptionbudgets': versioned(
    namespaced('PodDisruptionBudget', { spec: { selector: { matchLabels: LABELS } } }),
  ),
  'v1/replicationcontrollers': namespaced('ReplicationController', {
    spec: { replicas: 0, selector: LABELS, template: { metadata: { labels: LABELS }, spec: POD_SPEC } },
  }),
  'v1/podtemplates': namespaced('PodTemplate', { template: { metadata: { labels: LABELS }, spec: POD_SPEC } }),
  'v1/persistentvolumes': cluster('PersistentVolume', {
    spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Mi' }, hostPath: { path: '/audit-bench-none' } },
  }),
  'apps/v1/controllerrevisions': namespaced('ControllerRevision', { data: {}, revision: 1 }),
  'autoscaling/v2/horizontalpodautoscalers': namespaced('HorizontalPodAutoscaler', {
    spec: { maxReplicas: 1, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'audit-bench-none' } },
  }),
  'networking.k8s.io/v1/ingressclasses': cluster('IngressClass', { spec: { controller: 'audit-bench.invalid/none' } }),
  'node.k8s.io/v1/runtimeclasses': versioned(cluster('RuntimeClass', { handler: 'none' })),
  'scheduling.k8s.io/v1/priorityclasses': cluster('PriorityClass', { value: 0 }),
  'storage.k8s.io/v1/storageclasses': cluster('StorageClass', { provisioner: 'audit-bench.invalid/none' }),
  'storage.k8s.io/v1/csinodes': versioned(cluster('CSINode', { spec: { drivers: [] } })),
  'storage.k8s.io/v1/volumeattachments': versioned(
    cluster('VolumeAttachment', {
      spec: {
        attacher: 'audit-bench.invalid',
        nodeName: 'audit-bench-none',
        source: { persistentVolumeName: 'audit-bench-none' },
      },
    }),
  ),
  'rbac.authorization.k8s.io/v1/roles': namespaced('Role', { rules: [] }),
  'rbac.authorization.k8s.io/v1/rolebindings': namespaced('RoleBinding', { roleRef: ROLE_REF, subjects: NOBODY }),
  'rbac.authorization.k8s.io/v1/clusterroles': cluster('ClusterRole', { rules: [] }),
  'rbac.authorization.k8s.io/v1/clusterrolebindings': cluster('ClusterRoleBinding', {
    roleRef: ROLE_REF,
    subjects: NOBODY,
  }),
  'authentication.k8s.io/v1/tokenreviews': review('TokenReview', 'cluster', { spec: { token: 'audit-bench' } }),
  'authentication.k8s.io/v1/selfsubjectreviews': review('SelfSubjectReview', 'cluster'),
  'authorization.k8s.io/v1/subjectaccessreviews': review('SubjectAccessReview', 'cluster', {
    spec: { user: 'audit-bench-nobody', ...SELF.spec },
  }),
  'authorization.k8s.io/v1/selfsubjectaccessreviews': review('SelfSubjectAccessReview', 'cluster', SELF),
  'authorization.k8s.io/v1/localsubjectaccessreviews': review('LocalSubjectAccessReview', 'namespaced', {
    spec: { user: 'audit-bench-nobody', ...SELF.spec },
  }),
};

/** A resource by its place in the API. */
export interface ResourcePlace {
  /** Plural. */
  readonly resource: string;
  readonly group?: string;
  readonly version?: string;
  readonly scope?: 'cluster';
}

/** `apps/v1/deployments`, `v1/pods`. */
export function placeName({ group = '', version = 'v1', resource }: ResourcePlace): string {
  return group === '' ? `${version}/${resource}` : `${group}/${version}/${resource}`;
}

/** `null`: none of Kubernetes' own that an object can be made of. */
export function servedKind(place: ResourcePlace): ServedKind | null {
  const name = placeName(place);
  return Object.hasOwn(KINDS, name) ? (KINDS[name] ?? null) : null;
}

/** Those that objects can be made of, for messages. */
export const SERVED_PLACES: readonly string[] = Object.keys(KINDS);

/** Kubernetes' own groups end so, or have no dot: any other is that of a custom resource. */
export function isCustom({ group = '' }: ResourcePlace): boolean {
  return group.includes('.') && !group.endsWith('.k8s.io');
}

/** Whether its updates must name the version that they change. */
export function asksForVersion(place: ResourcePlace): boolean {
  return isCustom(place) || servedKind(place)?.asksForVersion === true;
}

/** Of a custom resource the kind is made up: `widgets` → `Widgets`. */
export function kindOf(place: ResourcePlace): string {
  return servedKind(place)?.kind ?? `${place.resource.charAt(0).toUpperCase()}${place.resource.slice(1)}`;
}

export function isNamespaced(place: ResourcePlace): boolean {
  if (place.scope === 'cluster') return false;
  return (servedKind(place)?.scope ?? 'namespaced') === 'namespaced';
}

/** What has to be there before objects of others can be made. */
export const NAMESPACES: ResourcePlace = { resource: 'namespaces' };
export const DEFINITIONS: ResourcePlace = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  resource: 'customresourcedefinitions',
  scope: 'cluster',
};
