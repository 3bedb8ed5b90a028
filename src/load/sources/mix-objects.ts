import { addressesObject, collectionPath } from '../../core/request-shape.ts';
import type { LoadSpec, RequestTemplate, ResourceTemplate } from '../../core/scenario.ts';
import {
  asksForVersion,
  DEFINITIONS,
  isCustom,
  isNamespaced,
  NAMESPACES,
  placeName,
  type ResourcePlace,
  servedKind,
} from '../../core/served-kinds.ts';
import { definitionBody, objectBody } from './bodies.ts';
import { ObjectVersions } from './object-versions.ts';
import type { ObjectCall, PlannedRequest } from './source.ts';

/** Objects of each resource that reads and updates go round. */
const POOL_SIZE = 20;
/** Of those of which updates must name the version, so many for each connection of a burst: few are on their way twice. */
const POOL_PER_CONNECTION = 2;
const LARGEST_POOL = 500;
/** A resource in a namespace, as far as a load has objects of it. */
interface Pool {
  readonly place: ResourcePlace;
  readonly namespace: string;
}

/** The objects that a mix works on: a pool of each resource, and one for every delete. */
export class MixObjects {
  readonly versions = new ObjectVersions();
  readonly #templates: readonly RequestTemplate[];
  readonly #namespace: string;
  readonly #pools: readonly Pool[];
  readonly #customs: readonly ResourcePlace[];
  /** Objects of each resource of which updates must name the version. */
  readonly #versionedPool: number;

  constructor({ requests, phases }: LoadSpec, namespace: string) {
    const connections = phases.map((phase) => (phase.kind === 'burst' ? phase.connections : 0));
    this.#versionedPool = Math.min(
      LARGEST_POOL,
      Math.max(POOL_SIZE, POOL_PER_CONNECTION * Math.max(0, ...connections)),
    );
    this.#templates = requests;
    this.#namespace = namespace;
    const resources = requests.filter((template) => template.kind === 'resource');
    const pools = resources.map((template) => ({ place: template, namespace: template.namespace ?? namespace }));
    this.#pools = unique(pools, (pool) => `${pool.namespace} ${placeName(pool.place)}`);
    this.#customs = unique(
      resources.filter((template) => isCustom(template)),
      ({ group, resource }) => `${group} ${resource}`,
    );
  }

  /** Name of the object that a request is about; '' when it addresses none. */
  nameOf(template: RequestTemplate | undefined, number: number): string {
    if (template === undefined || template.kind === 'path') return '';
    if (template.verb === 'create' && !addressesObject(template)) return this.#name(template, `new-${number}`);
    if (!addressesObject(template)) return '';
    return this.#name(template, isDelete(template) ? `del-${number}` : `obj-${number % this.#poolSize(template)}`);
  }

  /** Path of an object whose updates must name its version, so that they wait for each other. */
  followed(template: RequestTemplate | undefined, name: string): string | undefined {
    if (template?.kind !== 'resource' || !asksForVersion(template)) return undefined;
    if (template.verb !== 'update' && template.verb !== 'patch') return undefined;
    return `${collectionPath(template, template.namespace ?? this.#namespace)}/${name}`;
  }

  /** What makes custom resources served, and the namespaces; then the pools and what deletes will delete. */
  setUp(requests: () => Iterable<PlannedRequest>): readonly Iterable<ObjectCall>[] {
    const namespaces = unique([this.#namespace, ...this.#pools.map(({ namespace }) => namespace)], (name) => name);
    return [
      [
        ...namespaces.map((name) => creation({ place: NAMESPACES, namespace: '' }, name)),
        ...this.#customs.map((place) => ({
          method: 'POST' as const,
          url: collectionPath(DEFINITIONS, ''),
          body: definitionBody(place),
        })),
      ],
      this.#creations(requests),
    ];
  }

  /** Nobody waits for namespaces to be gone, which takes a controller manager. What is in others' namespaces goes by name. */
  cleanUp(): readonly Iterable<ObjectCall>[] {
    const deletions = this.#pools.flatMap(({ place, namespace }) => {
      if (!hasObjects(place)) return [];
      const collection = collectionPath(place, namespace);
      return isNamespaced(place) && namespace === this.#namespace
        ? [deletion(collection)]
        : this.#pool(place).map((name) => deletion(`${collection}/${name}`));
    });
    // Definitions stay for the next trial: one that is being deleted cannot be made again at once.
    return [deletions, [deletion(`${collectionPath(NAMESPACES, '')}/${this.#namespace}`)]];
  }

  *#creations(requests: () => Iterable<PlannedRequest>): Generator<ObjectCall> {
    for (const pool of this.#pools) {
      if (hasObjects(pool.place)) for (const name of this.#pool(pool.place)) yield creation(pool, name);
    }
    if (!this.#templates.some(isDelete)) return;
    for (const { shape, name } of requests()) {
      const template = this.#templates[shape];
      if (template !== undefined && isDelete(template) && hasObjects(template))
        yield creation({ place: template, namespace: template.namespace ?? this.#namespace }, name);
    }
  }

  #pool(place: ResourcePlace): readonly string[] {
    return Array.from({ length: this.#poolSize(place) }, (_, index) => this.#name(place, `obj-${index}`));
  }

  #poolSize(place: ResourcePlace): number {
    return asksForVersion(place) ? this.#versionedPool : POOL_SIZE;
  }

  /** What is not in the load's own namespace carries its name: it may lie beside others'. */
  #name(place: ResourcePlace & { readonly namespace?: string }, name: string): string {
    return isNamespaced(place) && place.namespace === undefined ? name : `${this.#namespace}-${name}`;
  }
}

function creation({ place, namespace }: Pool, name: string): ObjectCall {
  const url = collectionPath(place, namespace);
  const call = { method: 'POST', url, body: objectBody(place, name, 'seed', namespace) } as const;
  return asksForVersion(place) ? { ...call, object: `${url}/${name}` } : call;
}

/** Nobody knows how to make an object of others: what reads them finds none, and is audited all the same. */
function hasObjects(place: ResourcePlace): boolean {
  const served = servedKind(place);
  return served === null ? isCustom(place) : served.isReview !== true;
}

function isDelete(template: RequestTemplate): template is ResourceTemplate {
  return template.kind === 'resource' && template.verb === 'delete';
}

function deletion(url: string): ObjectCall {
  return { method: 'DELETE', url, body: null };
}

function unique<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}
