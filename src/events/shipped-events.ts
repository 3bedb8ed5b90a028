import { AUDIT_LEVELS, AUDIT_STAGES } from '../core/policy.ts';
import type { EventRecord } from '../core/records.ts';
import { parseMicroTime } from './micro-time.ts';

const LEVELS: ReadonlySet<unknown> = new Set(AUDIT_LEVELS);
const STAGES: ReadonlySet<unknown> = new Set(AUDIT_STAGES);
/** Deeper than any wrapping, and shallower than the stack. */
const DEEPEST = 32;

/**
 * The audit events in what a shipper has written: each shipper wraps them in its own way, as objects with their members
 * in any order or as the text of the line, so they are looked for at every depth. What stands before the first bracket
 * (a time, a tag) is passed over. An event that was cut off is none.
 */
export function findShippedEvents(text: string): readonly EventRecord[] {
  const start = text.search(/[[{]/);
  const value = start < 0 ? undefined : parsed(text.slice(start));
  const found: EventRecord[] = [];
  if (value !== undefined) collect(value, text.length - start, 0, found);
  return found;
}

function collect(value: unknown, sizeBytes: number, depth: number, found: EventRecord[]): void {
  if (depth > DEEPEST) return;
  if (typeof value === 'string') {
    if (!value.includes('"auditID"')) return;
    const start = value.indexOf('{');
    const inner = start < 0 ? undefined : parsed(value.slice(start));
    if (inner !== undefined) collect(inner, value.length - start, depth + 1, found);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  const event = eventOf(value as Readonly<Record<string, unknown>>, sizeBytes);
  // What an event holds (a request object) is no event of its own.
  if (event !== null) found.push(event);
  else for (const part of Object.values(value)) collect(part, sizeBytes, depth + 1, found);
}

function eventOf({ auditID, stage, level, stageTimestamp }: Readonly<Record<string, unknown>>, sizeBytes: number) {
  if (typeof auditID !== 'string' || !STAGES.has(stage)) return null;
  const stageMs = typeof stageTimestamp === 'string' ? parseMicroTime(stageTimestamp) : Number.NaN;
  // A shipper may leave members out; an event is known by its ID and stage.
  const known = [LEVELS.has(level) ? level : 'Metadata', Number.isNaN(stageMs) ? 0 : stageMs] as const;
  return [auditID, stage, known[1], known[0], sizeBytes] as EventRecord;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
