import { REQUEST_VERBS } from './scenario.ts';

/**
 * Resources that Kubernetes itself serves: API group → resource → subresources.
 * The groups of k8s.io/api with stable versions, compared with what a real kube-apiserver serves (test/real). status and
 * scale are left to `COMMON`.
 */
const SERVED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  '': {
    bindings: [],
    componentstatuses: [],
    configmaps: [],
    endpoints: [],
    events: [],
    limitranges: [],
    namespaces: ['finalize'],
    nodes: ['proxy', 'log', 'metrics', 'stats'],
    persistentvolumeclaims: [],
    persistentvolumes: [],
    pods: ['attach', 'binding', 'ephemeralcontainers', 'eviction', 'exec', 'log', 'portforward', 'proxy', 'resize'],
    podtemplates: [],
    replicationcontrollers: [],
    resourcequotas: [],
    secrets: [],
    serviceaccounts: ['token'],
    services: ['proxy'],
  },
  'admissionregistration.k8s.io': {
    mutatingadmissionpolicies: [],
    mutatingadmissionpolicybindings: [],
    mutatingwebhookconfigurations: [],
    validatingadmissionpolicies: [],
    validatingadmissionpolicybindings: [],
    validatingwebhookconfigurations: [],
  },
  'apiextensions.k8s.io': { customresourcedefinitions: [] },
  'apiregistration.k8s.io': { apiservices: [] },
  apps: { controllerrevisions: [], daemonsets: [], deployments: [], replicasets: [], statefulsets: [] },
  'authentication.k8s.io': { selfsubjectreviews: [], tokenreviews: [] },
  'authorization.k8s.io': {
    localsubjectaccessreviews: [],
    selfsubjectaccessreviews: [],
    selfsubjectrulesreviews: [],
    subjectaccessreviews: [],
  },
  autoscaling: { horizontalpodautoscalers: [] },
  batch: { cronjobs: [], jobs: [] },
  'certificates.k8s.io': {
    certificatesigningrequests: ['approval'],
    clustertrustbundles: [],
    podcertificaterequests: [],
  },
  'coordination.k8s.io': { leases: [] },
  'discovery.k8s.io': { endpointslices: [] },
  'events.k8s.io': { events: [] },
  'flowcontrol.apiserver.k8s.io': { flowschemas: [], prioritylevelconfigurations: [] },
  'metrics.k8s.io': { nodes: [], pods: [] },
  'networking.k8s.io': { ingressclasses: [], ingresses: [], ipaddresses: [], networkpolicies: [], servicecidrs: [] },
  'node.k8s.io': { runtimeclasses: [] },
  policy: { poddisruptionbudgets: [] },
  'rbac.authorization.k8s.io': { clusterrolebindings: [], clusterroles: [], rolebindings: [], roles: [] },
  'resource.k8s.io': {
    deviceclasses: [],
    devicetaintrules: [],
    resourceclaims: [],
    resourceclaimtemplates: [],
    resourceslices: [],
  },
  'scheduling.k8s.io': { priorityclasses: [] },
  'storagemigration.k8s.io': { storageversionmigrations: [] },
  'storage.k8s.io': {
    csidrivers: [],
    csinodes: [],
    csistoragecapacities: [],
    storageclasses: [],
    volumeattachments: [],
    volumeattributesclasses: [],
  },
};

const COMMON = ['status', 'scale'];

export const KNOWN_RESOURCES: readonly string[] = [...new Set(Object.values(SERVED).flatMap(Object.keys))];

/** Groups that serve a resource; empty: it is nobody's that is known here, a custom resource perhaps. */
export function groupsOf(resource: string): readonly string[] {
  return Object.keys(SERVED).filter((group) => Object.hasOwn(SERVED[group] ?? {}, resource));
}

/** `null`: the resource is not known. */
export function subresourcesOf(group: string, resource: string): readonly string[] | null {
  const served = Object.hasOwn(SERVED, group) ? SERVED[group] : undefined;
  const own = served !== undefined && Object.hasOwn(served, resource) ? served[resource] : undefined;
  return own === undefined ? null : [...own, ...COMMON];
}

/**
 * Verbs that a policy can name: those of resources, and the HTTP methods of the rest in small letters
 * (k8s.io/apiserver pkg/endpoints/request).
 */
export const POLICY_VERBS: readonly string[] = [...REQUEST_VERBS, 'post', 'put', 'head', 'options'];
