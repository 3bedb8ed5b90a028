import { collectionPath } from '../../core/request-shape.ts';
import type { RequestTemplate, ResourceTemplate } from '../../core/scenario.ts';
import { asksForVersion, DEFINITIONS, isCustom, NAMESPACES, type ResourcePlace } from '../../core/served-kinds.ts';
import { definitionBody, objectBody } from './bodies.ts';
import { ObjectVersions } from './object-versions.ts';
import { customKind, seedBody } from './recorded-body.ts';
import { ReplayLives, type ReplayedObject, type ReplayPlan } from './replay-lives.ts';
import type { ObjectCall } from './source.ts';

/** Objects that were there before a record began: what its requests found without having made it. */
export class ReplayObjects {
  readonly lives: ReplayLives;
  readonly versions = new ObjectVersions();
  readonly #namespaces: readonly string[];
  readonly #definitions: readonly string[];

  constructor(templates: readonly RequestTemplate[], plan: ReplayPlan) {
    this.lives = new ReplayLives(templates, plan);
    const resources = templates.filter((template) => template.kind === 'resource');
    this.#namespaces = [...new Set(resources.flatMap(({ namespace }) => namespace ?? []))];
    this.#definitions = definitionsOf(resources);
  }

  setUp(): readonly Iterable<ObjectCall>[] {
    return [
      [
        ...this.#namespaces.map((name) => creation({ place: NAMESPACES, namespace: '', name, whole: null })),
        ...this.#definitions.map((body) => ({ method: 'POST' as const, url: collectionPath(DEFINITIONS, ''), body })),
      ],
      this.lives.found.map((object) => creation({ ...object, namespace: object.place.namespace ?? '' })),
    ];
  }

  /** By name. Namespaces and definitions stay for the next trial: what is being deleted cannot be made again at once. */
  cleanUp(): readonly Iterable<ObjectCall>[] {
    return [
      this.lives.all.map(({ place, name }) => ({
        method: 'DELETE' as const,
        url: `${pathOf(place, place.namespace ?? '', name)}?gracePeriodSeconds=0`,
        body: null,
      })),
    ];
  }

  /** Path of an object whose requests wait for each other: it is made by one, or updates must name its version. */
  followed(place: ResourceTemplate, name: string): string | undefined {
    const isFollowed = name !== '' && (asksForVersion(place) || this.lives.follows(place, name));
    return isFollowed ? pathOf(place, place.namespace ?? '', name) : undefined;
  }
}

function creation({
  place,
  namespace,
  name,
  whole,
}: Omit<ReplayedObject, 'place'> & { readonly place: ResourcePlace; readonly namespace: string }): ObjectCall {
  const made = objectBody(place, name, 'seed', namespace);
  const seed = whole === null ? null : seedBody(whole, name, customKind(place));
  const call = {
    method: 'POST',
    url: collectionPath(place, namespace),
    object: pathOf(place, namespace, name),
  } as const;
  return seed === null ? { ...call, body: made } : { ...call, body: seed, otherwise: made };
}

function pathOf(place: ResourcePlace, namespace: string, name: string): string {
  return `${collectionPath(place, namespace)}/${name}`;
}

/** A resource is namespaced where any of its requests names a namespace: lists of all of them do not. */
function definitionsOf(resources: readonly ResourceTemplate[]): readonly string[] {
  const customs = new Map<string, { place: ResourceTemplate; readonly versions: Set<string> }>();
  for (const place of resources) {
    if (!isCustom(place)) continue;
    const key = `${place.group} ${place.resource}`;
    const known = customs.get(key) ?? { place, versions: new Set() };
    if (place.scope !== 'cluster') known.place = place;
    known.versions.add(place.version ?? 'v1');
    customs.set(key, known);
  }
  return [...customs.values()].flatMap(({ place, versions }) => {
    versions.delete(place.version ?? 'v1');
    return definitionBody(place, [...versions]) ?? [];
  });
}
