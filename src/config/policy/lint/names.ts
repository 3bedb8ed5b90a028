import { groupsOf, KNOWN_RESOURCES, POLICY_VERBS, subresourcesOf } from '../../../core/known-resources.ts';
import { nearest } from '../../../core/nearest.ts';
import type { PolicyRule } from '../../../core/policy.ts';
import type { Path } from '../../yaml-document.ts';
import type { Lint } from './lint.ts';

/** Words of a rule that no request has. */
export function namesLints(rule: PolicyRule, index: number): readonly Lint[] {
  const at = ['rules', index];
  return [
    ...(rule.verbs ?? []).flatMap((verb, entry) => verbLint(verb, [...at, 'verbs', entry])),
    ...(['users', 'userGroups', 'namespaces'] as const).flatMap((key) =>
      (rule[key] ?? []).flatMap((name, entry) => globLint(name, [...at, key, entry])),
    ),
    ...(rule.resources ?? []).flatMap(({ group = '', resources = [] }, entry) =>
      resources.flatMap((resource, item) =>
        resourceLint(group, resource, [...at, 'resources', entry, 'resources', item]),
      ),
    ),
  ];
}

/** Verbs that RBAC is asked about beside a request's own. */
const RBAC_VERBS: Readonly<Record<string, string>> = {
  impersonate: 'the policy sees the user who impersonates, with the verb of the request',
  bind: 'it is asked beside the create or update of a binding',
  escalate: 'it is asked beside the update of a role',
  use: 'it is asked while a pod is admitted',
};

function verbLint(verb: string, path: Path): readonly Lint[] {
  if (POLICY_VERBS.includes(verb)) return [];
  const rbac = Object.hasOwn(RBAC_VERBS, verb) ? RBAC_VERBS[verb] : undefined;
  if (rbac !== undefined) return [{ path, sentence: `no request has the verb "${verb}": ${rbac}` }];
  if (verb.includes('*'))
    return [
      {
        path,
        sentence: `"${verb}" matches nothing: verbs are compared letter by letter`,
        hint: 'every verb is meant where "verbs" is left out',
      },
    ];
  const near = nearest(verb, POLICY_VERBS);
  return [
    { path, sentence: `no request has the verb "${verb}"${near === undefined ? '' : `, did you mean "${near}"?`}` },
  ];
}

function globLint(name: string, path: Path): readonly Lint[] {
  if (!name.includes('*')) return [];
  const key = String(path.at(-2));
  const hint =
    key === 'users'
      ? 'service accounts of a namespace: userGroups: ["system:serviceaccounts:NAMESPACE"]'
      : `all are meant where "${key}" is left out`;
  return [{ path, sentence: `"${name}" matches nothing: names are compared letter by letter`, hint }];
}

function resourceLint(group: string, pattern: string, path: Path): readonly Lint[] {
  const [resource = '', subresource] = pattern.split('/');
  if (resource === '*' || group === '*') return [];
  const groups = groupsOf(resource);
  if (groups.length === 0) {
    // In a group that Kubernetes serves itself it can be no custom resource.
    const near = group === '' ? nearest(resource, KNOWN_RESOURCES) : undefined;
    return near === undefined
      ? []
      : [{ path, sentence: `there is no resource "${resource}" in the core group, did you mean "${near}"?` }];
  }
  if (!groups.includes(group)) {
    const served = groups.map((name) => (name === '' ? 'the core group ("")' : `group "${name}"`)).join(' or ');
    return [
      {
        path,
        sentence: `"${resource}" matches nothing in ${group === '' ? 'the core group' : `group "${group}"`}: it is in ${served}`,
      },
    ];
  }
  if (subresource === undefined || subresource === '*') return [];
  const known = subresourcesOf(group, resource) ?? [];
  if (known.includes(subresource)) return [];
  const near = nearest(subresource, known);
  return [
    {
      path,
      sentence: `"${resource}" has no subresource "${subresource}"${near === undefined ? '' : `, did you mean "${near}"?`}`,
    },
  ];
}
