import type { PatchKind, RequestTemplate, ResourceTemplate } from './scenario.ts';
import { isNamespaced, type ResourcePlace } from './served-kinds.ts';

/** The object that a request is about; '' where it addresses a collection or no namespace. */
export interface RequestTarget {
  readonly namespace: string;
  readonly name: string;
}

/** A request of the mix as HTTP sends it and as the audit policy sees it (k8s.io/apiserver pkg/endpoints/request RequestInfo). */
export interface RequestShape {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With query. */
  readonly url: string;
  /** Without query: what the policy compares. */
  readonly path: string;
  readonly verb: string;
  readonly isResourceRequest: boolean;
  readonly namespace: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  readonly contentType: string | null;
  /** Audited as ResponseStarted too: watches (pkg/server/config.go LongRunningFunc). */
  readonly longRunning: boolean;
}

const METHODS = {
  get: 'GET',
  list: 'GET',
  watch: 'GET',
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
} as const;
const ADDRESSES_OBJECT: ReadonlySet<string> = new Set(['get', 'update', 'patch', 'delete']);
/** A load's watch ends by itself, after a second unless more is asked for, so that its ResponseComplete belongs to the trial. */
const WATCH_MS = 1000;
/** Nothing that a load makes has this label: a collection of nothing is deleted. */
const NOTHING = 'labelSelector=audit-bench%2Fdeleted%3Dtrue';
const PATCH_TYPES: Readonly<Record<PatchKind, string>> = {
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
  json: 'application/json-patch+json',
  apply: 'application/apply-patch+yaml',
};

export function requestShape(template: RequestTemplate, target: RequestTarget): RequestShape {
  if (template.kind === 'path') {
    const query = template.path.indexOf('?');
    const path = query === -1 ? template.path : template.path.slice(0, query);
    return nonResourceShape(template.path, path);
  }
  const { verb, resource, group = '', subresource = '', namespace = target.namespace } = template;
  const name = addressesObject(template) ? target.name : '';
  const collection = collectionPath(template, namespace);
  const path = name === '' ? collection : `${collection}/${name}${subresource === '' ? '' : `/${subresource}`}`;
  return {
    method: METHODS[verb],
    url: `${path}${queryOf(template)}`,
    path,
    verb,
    isResourceRequest: true,
    // For namespaces themselves RequestInfo names the namespace when one is addressed.
    namespace: isNamespaceItself(template) ? name : isNamespaced(template) ? namespace : '',
    group,
    resource,
    subresource: name === '' ? '' : subresource,
    name,
    contentType: contentType(template),
    longRunning: verb === 'watch',
  };
}

/** Whether a request is about one object; one is created through its collection, but for a subresource of an object. */
export function addressesObject({ verb, subresource }: Pick<ResourceTemplate, 'verb' | 'subresource'>): boolean {
  return ADDRESSES_OBJECT.has(verb) || (verb === 'create' && subresource !== undefined);
}

function isNamespaceItself({ group = '', resource }: ResourcePlace): boolean {
  return group === '' && resource === 'namespaces';
}

/** `/api/v1/namespaces/x/configmaps`, `/apis/apps/v1/namespaces/x/deployments`, `/api/v1/namespaces`. */
export function collectionPath(place: ResourcePlace, namespace: string): string {
  const { group = '', version = 'v1', resource } = place;
  const base = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  return isNamespaced(place) ? `${base}/namespaces/${namespace}/${resource}` : `${base}/${resource}`;
}

function queryOf({ verb, patch, pageSize, watchMs = WATCH_MS }: ResourceTemplate): string {
  if (verb === 'watch') return `?watch=true&timeoutSeconds=${Math.max(1, Math.round(watchMs / 1000))}`;
  if (verb === 'list' && pageSize !== undefined) return `?limit=${pageSize}`;
  if (verb === 'deletecollection') return `?${NOTHING}`;
  return verb === 'patch' && patch === 'apply' ? '?fieldManager=audit-bench&force=true' : '';
}

function contentType({ verb, patch = 'merge' }: ResourceTemplate): string | null {
  if (verb === 'patch') return PATCH_TYPES[patch];
  return verb === 'create' || verb === 'update' ? 'application/json' : null;
}

function nonResourceShape(url: string, path: string): RequestShape {
  return {
    method: 'GET',
    url,
    path,
    verb: 'get',
    isResourceRequest: false,
    namespace: '',
    group: '',
    resource: '',
    subresource: '',
    name: '',
    contentType: null,
    longRunning: false,
  };
}
