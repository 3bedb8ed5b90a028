import type { GroupResources, PolicyRule } from '../../../core/policy.ts';

/** Whether every request that `later` matches is one that `earlier` matches, so that `later` never decides. */
export function covers(earlier: PolicyRule, later: PolicyRule): boolean {
  return (
    within(later.users, earlier.users) &&
    within(later.userGroups, earlier.userGroups) &&
    within(later.verbs, earlier.verbs) &&
    scopeWithin(later, earlier)
  );
}

/** An empty list stands for everything. */
function within(inner: readonly string[] | undefined, outer: readonly string[] | undefined): boolean {
  if (outer === undefined || outer.length === 0) return true;
  return inner !== undefined && inner.length > 0 && inner.every((value) => outer.includes(value));
}

const isSet = (list: readonly unknown[] | undefined): boolean => list !== undefined && list.length > 0;
const ofResources = (rule: PolicyRule): boolean => isSet(rule.resources) || isSet(rule.namespaces);

function scopeWithin(inner: PolicyRule, outer: PolicyRule): boolean {
  if (ofResources(outer)) {
    if (!ofResources(inner) || !within(inner.namespaces, outer.namespaces)) return false;
    if (!isSet(outer.resources)) return true;
    return (
      isSet(inner.resources) && (inner.resources ?? []).every((group) => groupWithin(group, outer.resources ?? []))
    );
  }
  if (!isSet(outer.nonResourceURLs)) return true;
  const paths = inner.nonResourceURLs ?? [];
  return (
    !ofResources(inner) &&
    paths.length > 0 &&
    paths.every((path) => (outer.nonResourceURLs ?? []).some((one) => pathWithin(path, one)))
  );
}

function pathWithin(inner: string, outer: string): boolean {
  if (outer === '*' || outer === inner) return true;
  return inner !== '*' && outer.endsWith('*') && inner.startsWith(outer.slice(0, -1));
}

/** Each of its resources by one entry at least. */
function groupWithin(inner: GroupResources, outers: readonly GroupResources[]): boolean {
  const fitting = outers.filter(
    ({ group = '', resourceNames }) =>
      (group === '*' || group === (inner.group ?? '')) && within(inner.resourceNames, resourceNames),
  );
  if (fitting.some(({ resources }) => !isSet(resources))) return true;
  return (
    isSet(inner.resources) &&
    (inner.resources ?? []).every((resource) =>
      fitting.some(({ resources = [] }) => resources.some((pattern) => resourceWithin(resource, pattern))),
    )
  );
}

function resourceWithin(inner: string, outer: string): boolean {
  if (outer === '*' || outer === inner) return true;
  const [resource = '', subresource] = inner.split('/');
  if (outer.endsWith('/*')) return outer.slice(0, -2) === resource;
  return outer.startsWith('*/') && subresource !== undefined && subresource === outer.slice(2);
}
