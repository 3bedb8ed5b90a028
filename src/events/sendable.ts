import { groupsOf } from '../core/known-resources.ts';
import { REQUEST_VERBS } from '../core/scenario.ts';
import { isCustom, servedKind } from '../core/served-kinds.ts';
import type { AuditEvent } from './audit-event.ts';

/** The API server's own requests to itself, which every API server makes anyway. */
const OWN_USER = 'system:apiserver';
/** What another program must be there for. */
const TUNNELS: ReadonlySet<string> = new Set(['exec', 'attach', 'portforward', 'proxy', 'log']);
const VERBS: ReadonlySet<string> = new Set(REQUEST_VERBS);
const READS: ReadonlySet<string> = new Set(['get', 'list', 'watch', 'delete', 'deletecollection']);
const SERVER_GROUPS: ReadonlySet<string> = new Set(['system:authenticated', 'system:unauthenticated']);

/** Why no load can send the request of an event again; `null`: one can. */
export function whyNotSendable({ objectRef, verb, user, impersonatedUser, requestUri }: AuditEvent): string | null {
  if (user.username === OWN_USER) return "the API server's own requests, which every API server makes anyway";
  if (user.groups.includes('system:unauthenticated')) return 'anonymous requests';
  if (impersonatedUser !== null) return 'requests that impersonate somebody';
  if (objectRef === null) return verb === 'get' && requestUri.startsWith('/') ? null : `${verb} of no resource`;
  const { apiGroup: group, apiVersion: version, resource, subresource } = objectRef;
  return whyNotSendableKind({ verb, group, version, resource, subresource });
}

/** A kind of requests about a resource. */
export interface RequestKind {
  readonly verb: string;
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string;
}

/** The same of requests of which nothing else is known. */
export function whyNotSendableKind({ verb, group, version, resource, subresource }: RequestKind): string | null {
  if (TUNNELS.has(subresource)) return `${resource}/${subresource}`;
  if (!VERBS.has(verb)) return `verb ${verb}`;
  // Where no controller empties it, a namespace that is deleted stays, and refuses whatever comes after.
  if (verb === 'delete' && resource === 'namespaces') return 'delete of namespaces';
  const place = { resource, group, version };
  if (isCustom(place) || servedKind(place) !== null) return null;
  const name = `${resource}.${group}`;
  if (!groupsOf(resource).includes(group)) return `unknown resource ${name}`;
  return READS.has(verb) || subresource !== '' ? null : `${verb} of ${name}, of which no object can be made`;
}

/** Groups that the API server does not add by itself. */
export function ownGroups(groups: readonly string[]): readonly string[] {
  return groups.filter((group) => !SERVER_GROUPS.has(group));
}
