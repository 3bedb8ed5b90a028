import { attributesOf, isOfNamespace, type LoadShape, templateShape } from '../core/load-shape.ts';
import type { AuditStage, Policy } from '../core/policy.ts';
import type { RequestRecord } from '../core/records.ts';
import type { RequestTarget } from '../core/request-shape.ts';
import type { Identity, RequestTemplate } from '../core/scenario.ts';
import { auditStages, evaluatePolicy } from '../pipeline/policy.ts';

/** The events that an answered request of the load makes, by the policy; memoised, for names rarely matter. */
export function expectedStages(
  shapes: readonly LoadShape[],
  policy: Policy,
): (request: Pick<RequestRecord, 'shape' | 'name'>) => readonly AuditStage[] {
  const namesMatter = doNamesMatter(shapes, policy);
  const known = shapes.map(() => new Map<string, readonly AuditStage[]>());
  return ({ shape: index, name = '' }) => {
    const shape = shapes[index];
    const ofShape = known[index];
    if (shape === undefined || ofShape === undefined) return [];
    const key = namesMatter ? name : '';
    const stages = ofShape.get(key) ?? stagesOf(shape, name, policy);
    ofShape.set(key, stages);
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
  return stagesOf(templateShape(template, target.namespace, identity), target.name, policy).length;
}

/** Whether two requests of a shape may be audited differently: by the object's name, which is also a namespace's. */
function doNamesMatter(shapes: readonly LoadShape[], { rules }: Policy): boolean {
  return (
    rules.some((rule) => rule.resources?.some((group) => (group.resourceNames?.length ?? 0) > 0)) ||
    (rules.some((rule) => (rule.namespaces?.length ?? 0) > 0) && shapes.some(isOfNamespace))
  );
}

function stagesOf(shape: LoadShape, name: string, policy: Policy): readonly AuditStage[] {
  return auditStages(evaluatePolicy(policy, attributesOf(shape, name)), shape.longRunning);
}
