import { createHash } from 'node:crypto';
import type { Policy } from './policy.ts';
import type { LoadSpec } from './scenario.ts';

/**
 * Of what makes the requests of a load others: who sends what, and when. Not of its sockets and processes, nor of the
 * names of its phases: with another of these the same requests leave at the same times.
 */
export function requestsDigest({ identity, requests, replay, phases }: LoadSpec): string {
  const recorded = replay === undefined ? {} : { replay };
  return digest({ identity, requests, ...recorded, phases: phases.map((phase) => ({ ...phase, name: undefined })) });
}

/** Of what an audit policy says, however it is written. */
export function policyDigest(policy: Policy): string {
  return digest(policy);
}

/** SHA-256 of a value's JSON with sorted keys: the order in which a file names its keys means nothing. */
function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, member]) => [key, sorted(member)]));
}
