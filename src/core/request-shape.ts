import type { LoadResource, RequestTemplate } from './scenario.ts';

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
} as const;
const ADDRESSES_OBJECT = new Set(['get', 'update', 'patch', 'delete']);
/** A load's watch ends by itself after a second, so that its ResponseComplete belongs to the trial. */
const WATCH_QUERY = '?watch=true&timeoutSeconds=1';

export function requestShape(template: RequestTemplate, target: RequestTarget): RequestShape {
  if (template.kind === 'path') {
    const query = template.path.indexOf('?');
    const path = query === -1 ? template.path : template.path.slice(0, query);
    return nonResourceShape(template.path, path);
  }
  const { verb, resource } = template;
  const name = ADDRESSES_OBJECT.has(verb) ? target.name : '';
  const path =
    name === '' ? collectionPath(resource, target.namespace) : `${collectionPath(resource, target.namespace)}/${name}`;
  return {
    method: METHODS[verb],
    url: verb === 'watch' ? `${path}${WATCH_QUERY}` : path,
    path,
    verb,
    isResourceRequest: true,
    // For namespaces themselves RequestInfo names the namespace when one is addressed.
    namespace: resource === 'namespaces' ? name : target.namespace,
    group: '',
    resource,
    subresource: '',
    name,
    contentType: contentType(verb),
    longRunning: verb === 'watch',
  };
}

/** `/api/v1/namespaces/x/configmaps`, or `/api/v1/namespaces`. */
export function collectionPath(resource: LoadResource, namespace: string): string {
  return resource === 'namespaces' ? '/api/v1/namespaces' : `/api/v1/namespaces/${namespace}/${resource}`;
}

function contentType(verb: string): string | null {
  if (verb === 'patch') return 'application/merge-patch+json';
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
