import type { LoadResource, RequestTemplate } from '../../core/scenario.ts';

const KINDS: Readonly<Record<LoadResource, string>> = {
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  pods: 'Pod',
  namespaces: 'Namespace',
};

/** The JSON that a request of this template sends for an object of this name; `null`: it sends none. */
export function requestBody(template: RequestTemplate, name: string): string | null {
  if (template.kind === 'path') return null;
  const payload = 'x'.repeat(template.bodySizeBytes);
  if (template.verb === 'patch')
    return JSON.stringify({ metadata: { annotations: { 'audit-bench/payload': payload } } });
  if (template.verb !== 'create' && template.verb !== 'update') return null;
  return objectBody(template.resource, name, payload);
}

/** A whole object with a payload where its kind has room for one. */
export function objectBody(resource: LoadResource, name: string, payload: string): string {
  const head = { apiVersion: 'v1', kind: KINDS[resource] };
  switch (resource) {
    case 'configmaps':
      return JSON.stringify({ ...head, metadata: { name }, data: { payload } });
    case 'secrets':
      return JSON.stringify({ ...head, metadata: { name }, stringData: { payload } });
    case 'namespaces':
      return JSON.stringify({ ...head, metadata: { name, annotations: { 'audit-bench/payload': payload } } });
    case 'pods':
      return JSON.stringify({
        ...head,
        metadata: { name, annotations: { 'audit-bench/payload': payload } },
        // A node selector that fits no node: the pod stays pending and costs nothing.
        spec: {
          nodeSelector: { 'audit-bench/never': 'true' },
          containers: [{ name: 'none', image: 'audit-bench.invalid/none' }],
        },
      });
  }
}
