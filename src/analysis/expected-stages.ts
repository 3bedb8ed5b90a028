import type { AuditStage, Policy } from '../core/policy.ts';
import type { RequestRecord } from '../core/records.ts';
import { requestShape, type RequestTarget } from '../core/request-shape.ts';
import type { Identity, LoadSpec, RequestTemplate } from '../core/scenario.ts';
import { auditStages, evaluatePolicy } from '../pipeline/policy.ts';

/** The events that an answered request of the load makes, by the policy; memoised, for names rarely matter. */
export function expectedStages(load: LoadSpec, policy: Policy): (request: RequestRecord) => readonly AuditStage[] {
  const namesMatter = policy.rules.some((rule) =>
    rule.resources?.some((group) => (group.resourceNames?.length ?? 0) > 0),
  );
  const known = new Map<string, readonly AuditStage[]>();
  return (request) => {
    const key = `${request.template}/${request.namespace}${namesMatter ? `/${request.name}` : ''}`;
    const stages = known.get(key) ?? stagesOf(load.requests[request.template], load.identity, policy, request);
    known.set(key, stages);
    return stages;
  };
}

/** Number of events that a request of this template makes. */
export function eventsOfRequest(
  template: RequestTemplate,
  identity: Identity,
  policy: Policy,
  target: RequestTarget,
): number {
  return stagesOf(template, identity, policy, target).length;
}

function stagesOf(
  template: RequestTemplate | undefined,
  identity: Identity,
  policy: Policy,
  target: RequestTarget,
): readonly AuditStage[] {
  if (template === undefined) return [];
  const shape = requestShape(template, target);
  // kube-apiserver adds system:authenticated to every authenticated user (k8s.io/apiserver pkg/authentication/group).
  const groups = [...identity.groups, 'system:authenticated'];
  const decision = evaluatePolicy(policy, { ...shape, user: identity.user, groups });
  return auditStages(decision, shape.longRunning);
}
