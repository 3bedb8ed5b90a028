import { collectionPath } from '../../core/request-shape.ts';
import type { LoadResource, LoadSpec, RequestTemplate } from '../../core/scenario.ts';
import { objectBody } from './bodies.ts';
import type { ObjectCall, PlannedRequest } from './source.ts';

/** Objects of each resource that reads and updates go round. */
const POOL_SIZE = 20;

/** The objects that a mix works on: a pool of each resource, and one for every delete. */
export class MixObjects {
  readonly #templates: readonly RequestTemplate[];
  readonly #namespace: string;
  readonly #resources: readonly LoadResource[];

  constructor({ requests }: LoadSpec, namespace: string) {
    this.#templates = requests;
    this.#namespace = namespace;
    this.#resources = [
      ...new Set(requests.flatMap((template) => (template.kind === 'resource' ? [template.resource] : []))),
    ];
  }

  /** Name of the object that a request is about; '' when it addresses none. */
  nameOf(template: RequestTemplate | undefined, number: number): string {
    if (template === undefined || template.kind === 'path') return '';
    switch (template.verb) {
      case 'list':
      case 'watch':
        return '';
      case 'create':
        return this.#name(template.resource, `new-${number}`);
      case 'delete':
        return this.#name(template.resource, `del-${number}`);
      default:
        return this.#name(template.resource, `obj-${number % POOL_SIZE}`);
    }
  }

  /** The namespace first; then the pools and what deletes will delete. */
  setUp(requests: () => Iterable<PlannedRequest>): readonly Iterable<ObjectCall>[] {
    return [[this.#creation('namespaces', this.#namespace)], this.#creations(requests)];
  }

  /** Nobody waits for namespaces to be gone, which takes a controller manager. */
  cleanUp(): readonly Iterable<ObjectCall>[] {
    const deletions = this.#resources.flatMap((resource) =>
      resource === 'namespaces'
        ? this.#pool(resource).map((name) => deletion(`${collectionPath(resource, '')}/${name}`))
        : [deletion(collectionPath(resource, this.#namespace))],
    );
    return [deletions, [deletion(`${collectionPath('namespaces', '')}/${this.#namespace}`)]];
  }

  *#creations(requests: () => Iterable<PlannedRequest>): Generator<ObjectCall> {
    for (const resource of this.#resources) {
      for (const name of this.#pool(resource)) yield this.#creation(resource, name);
    }
    if (!this.#templates.some(isDelete)) return;
    for (const { shape, name } of requests()) {
      const template = this.#templates[shape];
      if (template !== undefined && isDelete(template)) yield this.#creation(template.resource, name);
    }
  }

  #creation(resource: LoadResource, name: string): ObjectCall {
    return {
      method: 'POST',
      url: collectionPath(resource, this.#namespace),
      body: objectBody(resource, name, 'seed'),
    };
  }

  #pool(resource: LoadResource): readonly string[] {
    return Array.from({ length: POOL_SIZE }, (_, index) => this.#name(resource, `obj-${index}`));
  }

  /** Namespaces are the cluster's, so the objects of a load carry its name there. */
  #name(resource: LoadResource, name: string): string {
    return resource === 'namespaces' ? `${this.#namespace}-${name}` : name;
  }
}

function isDelete(template: RequestTemplate): template is RequestTemplate & { readonly kind: 'resource' } {
  return template.kind === 'resource' && template.verb === 'delete';
}

function deletion(url: string): ObjectCall {
  return { method: 'DELETE', url, body: null };
}
