import type { RecordedRequest } from '../../audit-log/replay-record.ts';
import { addressesObject } from '../../core/request-shape.ts';
import type { RequestTemplate, ResourceTemplate } from '../../core/scenario.ts';
import { isCustom, isNamespaced, placeName, type ResourcePlace, servedKind } from '../../core/served-kinds.ts';

/** The requests of a replay by their place in it. */
export interface ReplayPlan {
  readonly count: number;
  original(index: number): RecordedRequest;
  nameOf(index: number): string;
}

export interface ReplayedObject {
  readonly place: ResourceTemplate;
  readonly name: string;
  /** JSON of the whole object, as somebody sent it; `null`: nobody did. */
  whole: string | null;
}

interface Life {
  readonly object: ReplayedObject;
  readonly isMade: boolean;
  /** It is made by the record, and asked for afterwards. */
  isFollowed: boolean;
  isThere: boolean;
  deletedBy: number | null;
}

const CONFLICT = 409;
const CREATED = 201;

/** When each object of a record was there, as far as its requests tell. */
export class ReplayLives {
  /** Those that requests found without having made them. */
  readonly found: ReplayedObject[] = [];
  readonly #lives = new Map<string, Life>();
  /** Deletions after which the object was still there: a graceful one, or one that waited for a finalizer. */
  readonly #notFinal = new Set<number>();

  constructor(templates: readonly RequestTemplate[], plan: ReplayPlan) {
    for (let index = 0; index < plan.count; index += 1) {
      const request = plan.original(index);
      const template = templates[request.shape];
      if (template?.kind !== 'resource' || !hasObjects(template)) continue;
      const name = plan.nameOf(index);
      if (name !== '') this.#add(index, template, name, request);
    }
  }

  /** Whatever the record makes or finds. */
  get all(): readonly ReplayedObject[] {
    return [...this.#lives.values()].map(({ object }) => object);
  }

  /** Whether a request about an object has to wait for the one that makes it. */
  follows(place: ResourceTemplate, name: string): boolean {
    return this.#lives.get(keyOf(place, name))?.isFollowed === true;
  }

  stays(index: number): boolean {
    return this.#notFinal.has(index);
  }

  #add(index: number, place: ResourceTemplate, name: string, { status, object }: RecordedRequest): void {
    const key = keyOf(place, name);
    const known = this.#lives.get(key);
    const creates = place.verb === 'create' && place.subresource === undefined;
    if (status >= 400 && !(creates && status === CONFLICT)) return;
    const makes =
      status < 400 && (creates || (status === CREATED && addressesObject(place) && place.verb !== 'create'));
    const life = known ?? {
      object: { place, name, whole: null },
      isMade: makes,
      isFollowed: false,
      isThere: makes,
      deletedBy: null,
    };
    if (known === undefined) this.#lives.set(key, life);
    if (known === undefined && !makes) this.found.push(life.object);
    life.isFollowed ||= known !== undefined && known.isMade;
    if (!makes && !life.isThere && life.deletedBy !== null) this.#notFinal.add(life.deletedBy);
    if (creates || place.verb === 'update') life.object.whole ??= place.subresource === 'scale' ? null : object;
    const deletes = place.verb === 'delete' || (place.verb === 'create' && place.subresource === 'eviction');
    life.isThere = !deletes;
    life.deletedBy = deletes ? index : null;
  }
}

function keyOf(place: ResourceTemplate, name: string): string {
  return `${placeName(place)} ${place.namespace ?? ''} ${name}`;
}

function hasObjects(place: ResourcePlace): boolean {
  const served = servedKind(place);
  return served === null
    ? isCustom(place)
    : served.isReview !== true && (isNamespaced(place) || place.scope === 'cluster');
}
