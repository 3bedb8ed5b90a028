import type { PatchKind, RequestTemplate, ResourceTemplate } from '../../core/scenario.ts';
import {
  isCustom,
  kindOf,
  placeName,
  type ResourcePlace,
  type ServedKind,
  servedKind,
} from '../../core/served-kinds.ts';

/**
 * The JSON that a request of this template sends for an object of this name; `null`: it sends none. `ownNamespace`: where
 * the template names none.
 */
export function requestBody(template: RequestTemplate, name: string, ownNamespace: string): string | null {
  if (template.kind === 'path') return null;
  const payload = 'x'.repeat(template.bodySizeBytes);
  const { verb, subresource, patch = 'merge', namespace = ownNamespace } = template;
  if (verb === 'patch') return patchBody(template, patch, name, payload);
  if (subresource === 'scale' && verb === 'update') return scaleBody(name);
  if (verb === 'create' && subresource !== undefined) return subresourceBody(subresource, name, payload);
  return verb === 'create' || verb === 'update' ? objectBody(template, name, payload, namespace) : null;
}

/** A whole object with a payload where its kind has room for one. `namespace`: its own; an event must name it. */
export function objectBody(place: ResourcePlace, name: string, payload: string, namespace?: string): string {
  const { group = '', version = 'v1' } = place;
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const served = servedKind(place);
  const head = { apiVersion, kind: kindOf(place) };
  switch (placeName(place)) {
    case 'authorization.k8s.io/v1/localsubjectaccessreviews':
      return JSON.stringify({ ...head, metadata: { namespace }, ...inNamespace(served?.members, namespace) });
    case 'v1/configmaps':
      return JSON.stringify({ ...head, metadata: { name }, data: { payload } });
    case 'v1/secrets':
      return JSON.stringify({ ...head, metadata: { name }, stringData: { payload } });
    case 'v1/events':
      return JSON.stringify({
        ...head,
        ...annotated(name, payload),
        ...served?.members,
        involvedObject: { namespace },
      });
    case 'events.k8s.io/v1/events':
      // Not as its note, which no update may change.
      return JSON.stringify({ ...head, ...annotated(name, payload), ...served?.members, regarding: { namespace } });
    default:
      return JSON.stringify(
        served?.isReview === true
          ? { ...head, ...served.members }
          : { ...head, ...annotated(name, payload), ...served?.members },
      );
  }
}

function annotated(name: string, payload: string) {
  return { metadata: { name, annotations: { 'audit-bench/payload': payload } } };
}

/** A review of what may be done in a namespace names it twice. */
function inNamespace(members: ServedKind['members'] = {}, namespace = '') {
  const { spec } = members as { readonly spec?: { readonly resourceAttributes?: object } };
  return { spec: { ...spec, resourceAttributes: { ...spec?.resourceAttributes, namespace } } };
}

function patchBody(template: ResourceTemplate, patch: PatchKind, name: string, payload: string): string {
  const annotations = { 'audit-bench/payload': payload };
  if (patch === 'json') return JSON.stringify([{ op: 'add', path: '/metadata/annotations', value: annotations }]);
  if (patch === 'apply') return objectBody(template, name, payload);
  return JSON.stringify({ metadata: { annotations } });
}

function scaleBody(name: string): string {
  return JSON.stringify({ apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name }, spec: { replicas: 0 } });
}

/** What is created through an object: an eviction, a token, a binding; others are refused with 400, and audited all the same. */
function subresourceBody(subresource: string, name: string, payload: string): string {
  if (subresource === 'token')
    return JSON.stringify({ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} });
  if (subresource === 'eviction')
    return JSON.stringify({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } });
  if (subresource === 'binding')
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name },
      target: { kind: 'Node', name: 'audit-bench-none' },
    });
  return JSON.stringify({ metadata: { name, annotations: { 'audit-bench/payload': payload } } });
}

/** What makes the API server serve a custom resource, whose objects may hold anything, in one or more versions. */
export function definitionBody(place: ResourcePlace, more: readonly string[] = []): string | null {
  if (!isCustom(place)) return null;
  const { group = '', version = 'v1', resource, scope } = place;
  const kind = kindOf(place);
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: `${resource}.${group}`,
      annotations: { 'api-approved.kubernetes.io': 'unapproved, audit-bench' },
    },
    spec: {
      group,
      scope: scope === 'cluster' ? 'Cluster' : 'Namespaced',
      names: { plural: resource, singular: kind.toLowerCase(), kind, listKind: `${kind}List` },
      versions: [version, ...more].map((name) => ({
        name,
        served: true,
        storage: name === version,
        subresources: { status: {} },
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      })),
    },
  });
}
