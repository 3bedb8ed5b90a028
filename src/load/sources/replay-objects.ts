import type { RecordedRequest } from '../../audit-log/replay-record.ts';
import { addressesObject, collectionPath } from '../../core/request-shape.ts';
import type { RequestTemplate, ResourceTemplate } from '../../core/scenario.ts';
import {
  DEFINITIONS,
  isCustom,
  isNamespaced,
  NAMESPACES,
  placeName,
  type ResourcePlace,
  servedKind,
} from '../../core/served-kinds.ts';
import { definitionBody, objectBody } from './bodies.ts';
import type { ObjectCall } from './source.ts';

/** The requests of a replay by their place in it. */
export interface ReplayPlan {
  readonly count: number;
  original(index: number): RecordedRequest;
  nameOf(index: number): string;
}

interface Found {
  readonly place: ResourceTemplate;
  readonly name: string;
}

/** Objects that were there before a record began: what its requests found without having made it. */
export class ReplayObjects {
  readonly #found: readonly Found[];
  /** Whatever the record makes or finds, to be taken away. */
  readonly #all: readonly Found[];
  readonly #namespaces: readonly string[];
  readonly #customs: readonly ResourcePlace[];

  constructor(templates: readonly RequestTemplate[], plan: ReplayPlan) {
    const made = new Set<string>();
    const found = new Map<string, Found>();
    const all = new Map<string, Found>();
    for (let index = 0; index < plan.count; index += 1) {
      const { shape, succeeded } = plan.original(index);
      const template = templates[shape];
      if (template?.kind !== 'resource' || !hasObjects(template)) continue;
      const name = plan.nameOf(index);
      if (name === '') continue;
      const key = `${placeName(template)} ${template.namespace ?? ''} ${name}`;
      if (template.verb === 'create' && template.subresource === undefined) made.add(key);
      else if (addressesObject(template) && succeeded && !made.has(key)) found.set(key, { place: template, name });
      if (succeeded) all.set(key, { place: template, name });
    }
    this.#found = [...found.values()];
    this.#all = [...all.values()];
    const resources = templates.filter((template) => template.kind === 'resource');
    this.#namespaces = [...new Set(resources.flatMap(({ namespace }) => namespace ?? []))];
    this.#customs = [
      ...new Map(
        resources.filter((template) => isCustom(template)).map((place) => [`${place.group} ${place.resource}`, place]),
      ).values(),
    ];
  }

  setUp(): readonly Iterable<ObjectCall>[] {
    return [
      [
        ...this.#namespaces.map((name) => creation(NAMESPACES, '', name)),
        ...this.#customs.map((place) => ({
          method: 'POST' as const,
          url: collectionPath(DEFINITIONS, ''),
          body: definitionBody(place),
        })),
      ],
      this.#found.map(({ place, name }) => creation(place, place.namespace ?? '', name)),
    ];
  }

  /** By name. Namespaces and definitions stay for the next trial: what is being deleted cannot be made again at once. */
  cleanUp(): readonly Iterable<ObjectCall>[] {
    return [this.#all.map(({ place, name }) => deletion(`${collectionPath(place, place.namespace ?? '')}/${name}`))];
  }
}

function creation(place: ResourcePlace, namespace: string, name: string): ObjectCall {
  return { method: 'POST', url: collectionPath(place, namespace), body: objectBody(place, name, 'seed') };
}

function deletion(url: string): ObjectCall {
  return { method: 'DELETE', url, body: null };
}

function hasObjects(place: ResourcePlace): boolean {
  const served = servedKind(place);
  return served === null
    ? isCustom(place)
    : served.isReview !== true && (isNamespaced(place) || place.scope === 'cluster');
}
