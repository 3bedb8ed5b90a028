import type { RequestVerb } from '../../core/scenario.ts';
import { isCustom, kindOf, type ResourcePlace } from '../../core/served-kinds.ts';

type Members = Record<string, unknown>;

export interface BodyChanges {
  /** Of the object in the replay. */
  readonly name: string;
  /** Of the object that an update changes; `null`: none is named. */
  readonly version: string | null;
  /** What is deleted is asked for later. */
  readonly stays: boolean;
  /** As customKind says. */
  readonly kind: string | null;
}

/** The kind that the definition of a custom resource gives its objects; `null`: it is none, and its objects say theirs. */
export function customKind(place: ResourcePlace): string | null {
  return isCustom(place) ? kindOf(place) : null;
}

/** What ties an object to others of the cluster where it was recorded; patches name them with a prefix, too. */
const TIES = /(^|\/)(uid|resourceVersion|ownerReferences|finalizers|managedFields|generateName|selfLink)$/;

/**
 * The JSON of a recorded request as another cluster takes it: without identities, versions and owners that are not there,
 * and without finalizers, which wait for controllers. What else it says stays.
 */
export function recordedBody(verb: RequestVerb, object: string, { name, version, stays, kind }: BodyChanges): string {
  const value: unknown = JSON.parse(object);
  if (Array.isArray(value)) return JSON.stringify(value.filter((step) => !touchesTies(step)));
  if (!isMembers(value)) return object;
  if (verb === 'delete') return JSON.stringify(deletion(stays));
  const { boundObjectRef: _, ...spec } = isMembers(value['spec']) ? value['spec'] : {};
  const recorded = isMembers(value['metadata']) ? value['metadata'] : {};
  const metadata = untied(recorded);
  // A review has no name, and must have none.
  if (verb === 'create' && ('name' in recorded || 'generateName' in recorded)) metadata['name'] = name;
  if (version !== null) metadata['resourceVersion'] = version;
  const ofKind = kind === null || value['kind'] === undefined ? {} : { kind };
  const options = value['kind'] === 'Eviction' ? { deleteOptions: deletion(stays) } : {};
  return JSON.stringify({ ...value, ...ofKind, metadata, ...(isMembers(value['spec']) ? { spec } : {}), ...options });
}

/** A recorded object as it was before it was updated, as nearly as can be known: what creates it. */
export function seedBody(object: string, name: string, kind: string | null): string | null {
  const value: unknown = JSON.parse(object);
  if (!isMembers(value)) return null;
  const metadata = { ...untied(isMembers(value['metadata']) ? value['metadata'] : {}), name };
  return JSON.stringify({ ...value, ...(kind === null ? {} : { kind }), metadata });
}

/** At once, or not at all: nobody is there who would end what a graceful deletion leaves to others. */
function deletion(stays: boolean): Members {
  // In an event their version may be an internal one.
  return { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, ...(stays ? { dryRun: ['All'] } : {}) };
}

function untied(metadata: Members): Members {
  const kept = Object.entries(metadata).filter(
    ([key]) => !TIES.test(key) && !key.startsWith('deletion') && key !== 'creationTimestamp',
  );
  return Object.fromEntries(kept);
}

function touchesTies(step: unknown): boolean {
  const path = isMembers(step) ? step['path'] : undefined;
  return typeof path === 'string' && /^\/metadata\/(uid|resourceVersion|ownerReferences|finalizers)(\/|$)/.test(path);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
