import type { IncomingMessage } from 'node:http';

/**
 * More than one batch of any API server: with --audit-webhook-truncate-enabled none is larger than 10 MiB, without it one
 * of 400 events of 100 KiB has 40 MB. A body is held whole, so what is larger would fill the memory.
 */
export const MOST_BODY_BYTES = 64 << 20;

export const TOO_LARGE = `the body is larger than ${MOST_BODY_BYTES >> 20} MiB: --audit-webhook-truncate-enabled or a smaller batch keeps it below`;

/** Why a POST is refused by its head alone; `null`: its body is read. kube-apiserver sends plain JSON and nothing else. */
export function unreadable({
  method,
  headers,
}: IncomingMessage): { readonly status: number; readonly why: string } | null {
  if (method !== 'POST') return { status: 405, why: `expected a POST, got ${method ?? 'nothing'}` };
  const { 'content-encoding': encoding = 'identity', 'content-type': type = 'application/json' } = headers;
  if (encoding !== 'identity') return { status: 415, why: `expected a body as it is, got one packed with ${encoding}` };
  if (!/^application\/json(;|$)/i.test(type)) return { status: 415, why: `expected application/json, got ${type}` };
  return Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES ? { status: 413, why: TOO_LARGE } : null;
}
