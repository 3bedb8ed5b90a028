import { seededRandom } from '../core/random.ts';
import { auditId } from '../core/audit-id.ts';
import { requestShape, type RequestShape } from '../core/request-shape.ts';
import type { LoadResource, LoadSpec, RequestTemplate } from '../core/scenario.ts';
import { intendedCount } from '../core/intended-times.ts';

/** Objects of each resource that reads and updates go round. */
export const POOL_SIZE = 20;

export interface PlannedRequest {
  readonly id: string;
  readonly phase: number;
  readonly template: number;
  readonly namespace: string;
  readonly name: string;
}

/** All requests of a load, fixed before the first is sent: the same load, seed and key give the same plan. */
export interface LoadPlan {
  readonly namespace: string;
  /** The requests of a phase, in order. */
  phase(index: number): readonly PlannedRequest[];
  /** Names that deletes will delete, by resource: they are made in the set-up. */
  readonly toDelete: ReadonlyMap<LoadResource, readonly string[]>;
  /** Resources whose pool of objects must be there. */
  readonly pools: readonly LoadResource[];
}

export function planLoad(load: LoadSpec, multiple: number, trialKey: string, seed: number): LoadPlan {
  const namespace = `audit-bench-${trialKey}`;
  const random = seededRandom(seed);
  const choose = weightedChoice(load.requests, random);
  const toDelete = new Map<LoadResource, string[]>();
  let number = 0;
  const phases = load.phases.map((phase, index) => {
    const kind = phase.measure ? 'measured' : 'warmup';
    return Array.from({ length: intendedCount(phase, multiple) }, (): PlannedRequest => {
      number += 1;
      const template = choose();
      const name = objectName(load.requests[template], number, namespace, toDelete);
      return { id: auditId(trialKey, kind, number), phase: index, template, namespace, name };
    });
  });
  const pools = new Set(load.requests.flatMap((template) => (template.kind === 'resource' ? [template.resource] : [])));
  return { namespace, phase: (index) => phases[index] ?? [], toDelete, pools: [...pools] };
}

export function shapeOf(load: LoadSpec, request: PlannedRequest): RequestShape {
  const template = load.requests[request.template];
  if (template === undefined) throw new Error(`the load has no request ${request.template}`);
  return requestShape(template, request);
}

/** Namespaces are the cluster's, so the objects of a load carry its name there. */
export function poolName(resource: LoadResource, namespace: string, index: number): string {
  return resource === 'namespaces' ? `${namespace}-obj-${index}` : `obj-${index}`;
}

function objectName(
  template: RequestTemplate | undefined,
  number: number,
  namespace: string,
  toDelete: Map<LoadResource, string[]>,
): string {
  if (template === undefined || template.kind === 'path') return '';
  const { verb, resource } = template;
  const prefix = resource === 'namespaces' ? `${namespace}-` : '';
  switch (verb) {
    case 'list':
    case 'watch':
      return '';
    case 'create':
      return `${prefix}new-${number}`;
    case 'delete': {
      const name = `${prefix}del-${number}`;
      const names = toDelete.get(resource) ?? [];
      names.push(name);
      toDelete.set(resource, names);
      return name;
    }
    default:
      return poolName(resource, namespace, number % POOL_SIZE);
  }
}

function weightedChoice(templates: readonly RequestTemplate[], random: () => number): () => number {
  const total = templates.reduce((sum, { weight }) => sum + weight, 0);
  return () => {
    let left = random() * total;
    const index = templates.findIndex(({ weight }) => {
      left -= weight;
      return left < 0;
    });
    return index === -1 ? templates.length - 1 : index;
  };
}
