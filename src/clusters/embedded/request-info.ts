import type { RequestAttributes } from '../../core/policy.ts';

/** What a URL and method mean (k8s.io/apiserver pkg/endpoints/request/requestinfo.go at v0.36.3). */
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
  const all = pathname.split('/').filter((part) => part !== '');
  const isNamed = all[0] === 'apis' && all.length > 3;
  const group = isNamed ? (all[1] ?? '') : '';
  const base = { path: pathname, group, subresource: '', query };
  const parts = isNamed ? all.slice(3) : all.slice(2);
  if (!isNamed && (all[0] !== 'api' || all[1] !== 'v1' || parts.length === 0)) {
    return { ...base, verb: method.toLowerCase(), isResourceRequest: false, namespace: '', resource: '', name: '' };
  }
  const namespaced = parts[0] === 'namespaces' && parts.length > 2;
  const [resource = '', name = '', subresource = ''] = namespaced ? parts.slice(2) : parts;
  const namespace = namespaced ? (parts[1] ?? '') : group === '' && resource === 'namespaces' ? name : '';
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
