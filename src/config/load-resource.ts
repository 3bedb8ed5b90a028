import { nearest } from '../core/nearest.ts';
import { groupsOf, KNOWN_RESOURCES } from '../core/known-resources.ts';
import type { ResourceTemplate } from '../core/scenario.ts';
import { isCustom, SERVED_PLACES, servedKind } from '../core/served-kinds.ts';

type Parsed = Pick<ResourceTemplate, 'resource' | 'group' | 'version' | 'subresource'>;

const VERSION = /^v\d+((alpha|beta)\d+)?$/;
/** Verbs that need an object, or make one. */
const WRITES: ReadonlySet<string> = new Set(['create', 'update', 'patch']);

/** `pods`, `pods/status`, `v1/pods`, `apps/v1/deployments`, `example.com/v1/widgets/status`; `undefined`: none of these. */
export function parseLoadResource(text: string): Parsed | undefined {
  const parts = text.split('/');
  if (parts.some((part) => part === '')) return undefined;
  const groupParts = VERSION.test(parts[0] ?? '') ? 0 : VERSION.test(parts[1] ?? '') ? 1 : -1;
  const [group = '', version = 'v1'] = groupParts === 1 ? parts : ['', groupParts === 0 ? parts[0] : 'v1'];
  const [resource, subresource, ...rest] = parts.slice(groupParts + 1);
  if (resource === undefined || rest.length > 0) return undefined;
  return {
    resource,
    ...(group === '' ? {} : { group }),
    ...(version === 'v1' ? {} : { version }),
    ...(subresource === undefined ? {} : { subresource }),
  };
}

/** Why requests about a resource cannot be made; `null`: they can. */
export function resourceRefusal(text: string, verb: string): string | null {
  const parsed = parseLoadResource(text);
  if (parsed === undefined)
    return `expected a resource such as "pods", "v1/pods/status" or "apps/v1/deployments", got "${text}"`;
  const { resource, group = '' } = parsed;
  if (isCustom(parsed)) return null;
  const groups = groupsOf(resource);
  if (groups.length === 0) {
    const near = nearest(resource, KNOWN_RESOURCES);
    return `unknown resource "${resource}"${near === undefined ? '' : `, did you mean "${near}"?`}`;
  }
  if (!groups.includes(group)) {
    const place = SERVED_PLACES.find((name) => name.endsWith(`/${resource}`));
    return `"${resource}" is not in ${group === '' ? 'the core group' : `group "${group}"`}, did you mean "${place ?? `${groups[0]}/v1/${resource}`}"?`;
  }
  if (WRITES.has(verb) && parsed.subresource === undefined && servedKind(parsed) === null)
    return `no object of "${text}" can be made; those that can be read only take get, list, watch and delete`;
  return null;
}
