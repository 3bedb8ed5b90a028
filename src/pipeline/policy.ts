import type { AuditLevel, AuditStage, GroupResources, Policy, PolicyRule, RequestAttributes } from '../core/policy.ts';

/** What the policy decides for a request. */
export interface PolicyDecision {
  readonly level: AuditLevel;
  /** Stages that make no event. */
  readonly omitStages: ReadonlySet<AuditStage>;
}

/**
 * The first matching rule decides; no match is level None. Stages omitted are those of the policy and of the rule.
 * Source: k8s.io/apiserver pkg/audit/policy/checker.go at v0.36.3.
 */
export function evaluatePolicy(policy: Policy, attributes: RequestAttributes): PolicyDecision {
  const rule = policy.rules[matchingRule(policy, attributes)];
  const omitStages = new Set([...(policy.omitStages ?? []), ...(rule?.omitStages ?? [])]);
  return { level: rule?.level ?? 'None', omitStages };
}

/** Index of the rule that decides; -1: none matches. */
export function matchingRule(policy: Policy, attributes: RequestAttributes): number {
  return policy.rules.findIndex((rule) => ruleMatches(rule, attributes));
}

/** Stages that make an event for an answered request, in the order in which they happen. */
export function auditStages(decision: PolicyDecision, longRunning: boolean): readonly AuditStage[] {
  if (decision.level === 'None') return [];
  const happening: readonly AuditStage[] = longRunning
    ? ['RequestReceived', 'ResponseStarted', 'ResponseComplete']
    : ['RequestReceived', 'ResponseComplete'];
  return happening.filter((stage) => !decision.omitStages.has(stage));
}

function ruleMatches(rule: PolicyRule, attributes: RequestAttributes): boolean {
  if (isSet(rule.users) && !rule.users.includes(attributes.user)) return false;
  if (isSet(rule.userGroups) && !rule.userGroups.some((group) => attributes.groups.includes(group))) return false;
  if (isSet(rule.verbs) && !rule.verbs.includes(attributes.verb)) return false;
  if (isSet(rule.namespaces) || isSet(rule.resources))
    return attributes.isResourceRequest && matchesResource(rule, attributes);
  if (isSet(rule.nonResourceURLs)) {
    return (
      !attributes.isResourceRequest && rule.nonResourceURLs.some((pattern) => matchesPath(pattern, attributes.path))
    );
  }
  return true;
}

function matchesResource(rule: PolicyRule, attributes: RequestAttributes): boolean {
  // A rule with namespaces matches requests without one only when it names the empty namespace.
  if (isSet(rule.namespaces) && !rule.namespaces.includes(attributes.namespace)) return false;
  return !isSet(rule.resources) || rule.resources.some((group) => matchesGroup(group, attributes));
}

function matchesGroup(
  group: GroupResources,
  { group: apiGroup, resource, subresource, name }: RequestAttributes,
): boolean {
  // `*` is every group since Kubernetes 1.36; before, no policy with it gets as far as here.
  if (group.group !== '*' && (group.group ?? '') !== apiGroup) return false;
  if (!isSet(group.resources)) return true;
  const combined = subresource === '' ? resource : `${resource}/${subresource}`;
  if (isSet(group.resourceNames) && !group.resourceNames.includes(name)) return false;
  return group.resources.some((pattern) => {
    if (pattern === '*' || pattern === combined) return true;
    // `pods/*` is the pods themselves as well.
    return pattern === `${resource}/*` || (subresource !== '' && pattern === `*/${subresource}`);
  });
}

/** A trailing `*` stands for any rest; `*` alone for everything. */
function matchesPath(pattern: string, path: string): boolean {
  if (pattern === '*' || pattern === path) return true;
  return pattern.endsWith('*') && path.startsWith(pattern.slice(0, -1));
}

function isSet<T>(list: readonly T[] | undefined): list is readonly T[] {
  return list !== undefined && list.length > 0;
}
