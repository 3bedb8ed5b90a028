import { parseAuditId, REQUEST_KINDS } from '../core/audit-id.ts';
import type { Batch } from './batch.ts';

/** The first three values of a line, quoted as Go's %q does (k8s.io/apiserver pkg/audit/format.go at v0.36.3). */
const LINE = /^(\S+) AUDIT: id=("(?:[^"\\]|\\.)*") stage="([A-Za-z]+)" /;

/**
 * Reads whole lines of a log in the old text format. A line tells neither level nor stage timestamp: the level is taken
 * for Metadata, of which it holds a part, and the time is that at which the request was received.
 */
export function readLegacyLines(lines: Buffer): Batch & { readonly broken: number } {
  const records: string[] = [];
  const stageMs: number[] = [];
  const byKind = new Map<string, number>();
  let broken = 0;
  for (const line of lines.toString().split('\n')) {
    if (line === '') continue;
    const [, time = '', quoted = '', stage] = LINE.exec(line) ?? [];
    const receivedMs = Date.parse(time);
    const id = unquoted(quoted);
    if (stage === undefined || Number.isNaN(receivedMs) || id === null) {
      broken += 1;
      continue;
    }
    const kind = parseAuditId(id)?.kind;
    const letter = kind === undefined ? 'other' : REQUEST_KINDS[kind];
    byKind.set(letter, (byKind.get(letter) ?? 0) + 1);
    stageMs.push(receivedMs);
    records.push(JSON.stringify([id, stage, receivedMs, 'Metadata', Buffer.byteLength(line)]));
  }
  return { bodyBytes: lines.length, records: Buffer.from(records.join(',')), stageMs, byKind, broken };
}

/** Audit IDs hold no characters that Go would spell otherwise than JSON. */
function unquoted(text: string): string | null {
  try {
    return JSON.parse(text) as string;
  } catch {
    return null;
  }
}
