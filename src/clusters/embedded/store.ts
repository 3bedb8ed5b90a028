/** An object as the API stores it. */
export interface StoredObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string; readonly resourceVersion?: string };
  readonly [field: string]: unknown;
}

const KINDS: Readonly<Record<string, string>> = {
  configmaps: 'ConfigMap',
  secrets: 'Secret',
  pods: 'Pod',
  namespaces: 'Namespace',
};

/** Objects in memory, those of named groups as `deployments.apps`, with one resource version for all. */
export class Store {
  readonly #objects = new Map<string, StoredObject>();
  #version = 1;

  get version(): number {
    return this.#version;
  }

  static kindOf(resource: string): string | undefined {
    return KINDS[resource];
  }

  get(resource: string, namespace: string, name: string): StoredObject | undefined {
    return this.#objects.get(key(resource, namespace, name));
  }

  list(resource: string, namespace: string): readonly StoredObject[] {
    const prefix = namespace === '' || resource === 'namespaces' ? `${resource}/` : `${resource}/${namespace}/`;
    return [...this.#objects].flatMap(([at, object]) => (at.startsWith(prefix) ? [object] : []));
  }

  /** Creates or replaces; the answer is what is stored. `createdAt`: RFC 3339. */
  put(
    resource: string,
    namespace: string,
    input: Readonly<Record<string, unknown>>,
    name: string,
    createdAt: string,
  ): StoredObject {
    this.#version += 1;
    const old = this.get(resource, namespace, name);
    const metadata = (input['metadata'] ?? {}) as Record<string, unknown>;
    const object: StoredObject = {
      ...input,
      apiVersion: textOr(input['apiVersion'], 'v1'),
      kind: KINDS[resource] ?? textOr(input['kind'], 'Object'),
      metadata: {
        ...metadata,
        name,
        ...(resource === 'namespaces' ? {} : { namespace }),
        uid: old?.metadata['uid'] ?? `00000000-0000-4000-8000-${String(this.#version).padStart(12, '0')}`,
        resourceVersion: String(this.#version),
        creationTimestamp: old?.metadata['creationTimestamp'] ?? createdAt,
      },
    };
    this.#objects.set(key(resource, namespace, name), object);
    return object;
  }

  delete(resource: string, namespace: string, name: string): StoredObject | undefined {
    const object = this.get(resource, namespace, name);
    if (object !== undefined) this.#version += 1;
    this.#objects.delete(key(resource, namespace, name));
    return object;
  }
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function key(resource: string, namespace: string, name: string): string {
  return resource === 'namespaces' ? `namespaces/${name}` : `${resource}/${namespace}/${name}`;
}

/** RFC 7386: null removes, objects merge, all else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else merged[field] = mergePatch(merged[field], value);
  }
  return merged;
}
