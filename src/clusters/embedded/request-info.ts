import type { RequestAttributes } from '../../core/policy.ts';

/** What a URL and method mean (k8s.io/apiserver pkg/endpoints/request/requestinfo.go), for the core group. */
export interface RequestInfo extends Omit<RequestAttributes, 'user' | 'groups'> {
  readonly query: URLSearchParams;
}

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
  GET: 'get',
  HEAD: 'get',
};

export function parseRequest(method: string, url: string): RequestInfo {
  const { pathname, searchParams: query } = new URL(url, 'https://localhost');
  const base = { path: pathname, group: '', subresource: '', query };
  const parts = pathname.split('/').filter((part) => part !== '');
  if (parts[0] !== 'api' || parts[1] !== 'v1' || parts.length < 3) {
    return { ...base, verb: method.toLowerCase(), isResourceRequest: false, namespace: '', resource: '', name: '' };
  }
  const namespaced = parts[2] === 'namespaces' && parts.length > 4;
  const [resource = '', name = '', subresource = ''] = namespaced ? parts.slice(4) : parts.slice(2);
  const namespace = namespaced ? (parts[3] ?? '') : resource === 'namespaces' ? name : '';
  return {
    ...base,
    verb: verbOf(method, name, query),
    isResourceRequest: true,
    namespace,
    resource,
    name,
    subresource,
  };
}

function verbOf(method: string, name: string, query: URLSearchParams): string {
  const verb = VERBS[method] ?? '';
  if (name !== '') return verb;
  if (verb === 'get') return query.get('watch') === 'true' || query.get('watch') === '1' ? 'watch' : 'list';
  return verb === 'delete' ? 'deletecollection' : verb;
}
