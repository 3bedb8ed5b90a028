import type { RequestAttributes } from './policy.ts';
import { type RequestShape, requestShape } from './request-shape.ts';
import type { Identity, LoadSpec, RequestTemplate } from './scenario.ts';

/**
 * What requests of a load have in common: all of them that HTTP and the audit policy look at, but the name of the object.
 * A trial has a table of shapes (trial.json), and a record of a request points into it.
 */
export interface LoadShape {
  readonly method: RequestShape['method'];
  readonly verb: string;
  /** Without query; `{name}` where the object's name stands. */
  readonly path: string;
  readonly isResourceRequest: boolean;
  /** `{name}`: the object is a namespace itself. */
  readonly namespace: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource: string;
  readonly contentType: string | null;
  /** Audited as ResponseStarted too. */
  readonly longRunning: boolean;
  readonly identity: Identity;
}

const NAME = '{name}';

/** The namespace in which a load works on its objects. */
export function loadNamespace(trialKey: string): string {
  return `audit-bench-${trialKey}`;
}

/** The shapes of a mix: one of each template of `load.requests`, in their order. */
export function mixShapes({ requests, identity }: LoadSpec, trialKey: string): readonly LoadShape[] {
  const namespace = loadNamespace(trialKey);
  return requests.map((template) => templateShape(template, namespace, identity));
}

export function templateShape(template: RequestTemplate, namespace: string, identity: Identity): LoadShape {
  const { url: _, name: __, ...shape } = requestShape(template, { namespace, name: NAME });
  return { ...shape, identity: template.identity ?? identity };
}

/** Whether the requests are about namespaces themselves, so that the object's name is the namespace of the request. */
export function isOfNamespace({ namespace }: LoadShape): boolean {
  return namespace === NAME;
}

export function pathOf({ path }: LoadShape, name: string): string {
  return path.replace(NAME, () => name);
}

/** What the audit policy sees of a request of this shape. */
export function attributesOf(shape: LoadShape, name: string): RequestAttributes {
  return {
    user: shape.identity.user,
    // kube-apiserver adds it to every authenticated user (k8s.io/apiserver pkg/authentication/group at v0.36.3).
    groups: [...shape.identity.groups, 'system:authenticated'],
    verb: shape.verb,
    isResourceRequest: shape.isResourceRequest,
    path: pathOf(shape, name),
    namespace: isOfNamespace(shape) ? name : shape.namespace,
    group: shape.group,
    resource: shape.resource,
    subresource: shape.subresource,
    name: shape.path.includes(NAME) ? name : '',
  };
}
