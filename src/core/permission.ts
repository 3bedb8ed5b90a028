import type { LoadSpec } from './scenario.ts';

/** What the user of a kubeconfig must be allowed, in the words of RBAC. */
export type Permission =
  | { readonly url: string }
  | {
      readonly verb: string;
      readonly group: string;
      /** With its subresource behind a slash. */
      readonly resource: string;
      /** `null`: in the whole cluster. */
      readonly namespace: string | null;
    };

/** To measure a cluster as it is: its counters. */
export const READING: readonly Permission[] = [{ url: '/metrics' }];

/** To send a load: a namespace that is made and goes again, objects in it, and the requests themselves. */
export function loadPermissions({ requests }: LoadSpec): readonly Permission[] {
  const namespaces = ['create', 'get', 'delete'].map((verb) => ({ verb, group: '', resource: 'namespaces' }));
  const asked = requests.flatMap((template) => {
    if (template.kind === 'path') return [];
    const { group = '', resource, subresource, verb } = template;
    const own = { verb, group, resource: subresource === undefined ? resource : `${resource}/${subresource}` };
    return [own, ...['create', 'deletecollection'].map((set) => ({ verb: set, group, resource }))];
  });
  const all = [...namespaces, ...asked].map((permission) => ({ ...permission, namespace: null }));
  const paths = requests.flatMap((template) => (template.kind === 'path' ? [{ url: template.path }] : []));
  return [...new Map([...paths, ...all].map((permission) => [JSON.stringify(permission), permission])).values()];
}
