import type { PatchKind } from '../core/scenario.ts';
import { isCustom } from '../core/served-kinds.ts';
import type { EventObject } from './audit-event.ts';

/**
 * The kind of a recorded patch, which its event does not tell: a list is a JSON patch; only who applies may force, and
 * sends a whole object; controllers and the kubelet send strategic patches, which custom resources do not know.
 * `object`: JSON of the patch; `null`: not known, and a merge patch does.
 */
export function patchKind(
  { apiGroup: group, resource }: Pick<EventObject, 'apiGroup' | 'resource'>,
  requestUri: string,
  object: string | null,
): PatchKind {
  if (object?.startsWith('[') === true) return 'json';
  const query = new URLSearchParams(requestUri.split('?')[1] ?? '');
  if (query.has('force') || (query.has('fieldManager') && isWhole(object))) return 'apply';
  return object === null || isCustom({ group, resource }) ? 'merge' : 'strategic';
}

function isWhole(object: string | null): boolean {
  if (object === null) return false;
  const members: unknown = JSON.parse(object);
  return typeof members === 'object' && members !== null && 'apiVersion' in members && 'kind' in members;
}
