import { eventsOfRequest } from '../../analysis/expected-stages.ts';
import type { Policy } from '../../core/policy.ts';
import type { LoadSpec, RequestTemplate } from '../../core/scenario.ts';
import { requestShape } from '../../core/request-shape.ts';

/** A request of the load's identity that changes nothing and is audited: proves the path, fills batches up. */
export interface Filler {
  readonly path: string;
  /** Events that one such request makes by the policy, ≥ 1. */
  readonly events: number;
}

/** The first GET that the policy audits: of the load's own mix, then some that every API server answers; `null`: none. */
export function findFiller(load: LoadSpec, policy: Policy, namespace: string): Filler | null {
  const fixed: readonly RequestTemplate[] = [
    { kind: 'path', path: '/version', weight: 1 },
    ...(['configmaps', 'secrets', 'pods', 'namespaces'] as const).map((resource) => ({
      kind: 'resource' as const,
      verb: 'get' as const,
      resource,
      weight: 1,
      bodySizeBytes: 0,
    })),
  ];
  for (const template of [...load.requests, ...fixed]) {
    const reads = template.kind === 'path' || template.verb === 'get' || template.verb === 'list';
    if (!reads) continue;
    const shape = requestShape(template, { namespace, name: 'audit-bench-probe' });
    const events = eventsOfRequest(template, load.identity, policy, { namespace, name: 'audit-bench-probe' });
    if (events > 0) return { path: shape.path, events };
  }
  return null;
}
