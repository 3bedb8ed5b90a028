import type { Problem } from '../../core/errors.ts';
import type { Permission } from '../../core/permission.ts';
import { rulesOf } from '../../core/rbac.ts';
import type { Connection } from './connection.ts';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** What of it the user of the kubeconfig may not do (SelfSubjectAccessReview, which everybody may ask). */
export async function missingPermissions(
  connection: Connection,
  wanted: readonly Permission[],
  signal: AbortSignal,
): Promise<readonly Problem[]> {
  const answers = await Promise.all(wanted.map((permission) => isAllowed(connection, permission, signal)));
  const missing = wanted.filter((_, at) => answers[at] !== true);
  const rules = rulesOf(missing).map((rule) => JSON.stringify(rule));
  return missing.map((permission, at) => ({
    message: `${connection.context}: the user may not ${sentence(permission)}`,
    ...(at < missing.length - 1
      ? {}
      : {
          hint: `a ClusterRole with ${rules.join(', ')}; audit-bench rbac existing prints one, with --scenario what its load does`,
        }),
  }));
}

function sentence(permission: Permission): string {
  if ('url' in permission) return `get ${permission.url}`;
  const { verb, group, resource, namespace } = permission;
  const where = namespace === null ? '' : ` in namespace ${namespace}`;
  return `${verb} ${group === '' ? resource : `${resource}.${group}`}${where}`;
}

async function isAllowed(connection: Connection, permission: Permission, signal: AbortSignal): Promise<boolean> {
  const spec =
    'url' in permission
      ? { nonResourceAttributes: { path: permission.url, verb: 'get' } }
      : { resourceAttributes: attributes(permission) };
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec };
  const answer = await connection.ask('POST', REVIEWS, body, signal);
  if (answer.status !== 201) return false;
  return (JSON.parse(answer.text) as { readonly status: { readonly allowed: boolean } }).status.allowed;
}

function attributes({ verb, group, resource, namespace }: Exclude<Permission, { readonly url: string }>): object {
  const [plural, subresource] = resource.split('/');
  return {
    verb,
    group,
    resource: plural,
    ...(subresource === undefined ? {} : { subresource }),
    ...(namespace === null ? {} : { namespace }),
  };
}
