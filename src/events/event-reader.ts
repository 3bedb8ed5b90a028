import type { z } from 'zod';
import { messageOf } from '../core/errors.ts';
import type { AuditEvent } from './audit-event.ts';
import { auditEvent, eventSchema } from './event-schema.ts';
import { quickEvent } from './quick-event.ts';
import { scanEventList } from './event-scanner.ts';
import { JsonText } from './json-text.ts';
import { MalformedEventList } from './malformed.ts';

/** Not an audit.k8s.io/v1 event; the message begins with the member: `objectRef.name: …`, `items[3].stage: …`. */
export class MalformedEvent extends Error {}

/** Every event of the process is read here; a callback must not read another. */
const text = new JsonText();

/**
 * One event, as a line of the API server's log file holds it.
 * Errors: MalformedEvent.
 */
export function readEvent(line: Buffer): AuditEvent {
  const quick = wholeLine(line);
  if (quick !== null) return quick;
  text.load([line]);
  const start = text.skipSpace(0);
  const { event, end } = eventAt(start, '');
  if (text.skipSpace(end) !== text.length) throw new MalformedEvent('text after the event');
  return event;
}

const REQUEST_OBJECT = Buffer.from('"requestObject":');
const RESPONSE_OBJECT = Buffer.from('"responseObject":');
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** An event without objects is small, and parsed whole in half the time; `null`: it has some, or is not as usual. */
function wholeLine(line: Buffer): AuditEvent | null {
  if (line[0] !== OPEN_BRACE || line.at(-1) !== CLOSE_BRACE) return null;
  if (line.includes(REQUEST_OBJECT) || line.includes(RESPONSE_OBJECT)) return null;
  try {
    const members = JSON.parse(line.toString()) as Readonly<Record<string, unknown>>;
    return quickEvent(members, { requestObjectBytes: null, responseObjectBytes: null, sizeBytes: line.length });
  } catch {
    return null;
  }
}

/**
 * Every event of an EventList, whose body came in these pieces, in order.
 * Errors: MalformedEvent, when events may have been given already.
 */
export function readEventList(body: readonly Buffer[], onEvent: (event: AuditEvent) => void): void {
  text.load(body);
  let index = 0;
  try {
    scanEventList(
      text,
      ({ start }) => {
        onEvent(eventAt(start, `items[${index}].`).event);
        index += 1;
      },
      () => {
        // Of two the last counts, but those of the first have been given already.
        if (index > 0) throw new MalformedEventList('a second member called items');
      },
    );
  } catch (error) {
    throw error instanceof MalformedEventList ? new MalformedEvent(`items[${index}]: ${error.message}`) : error;
  }
}

function eventAt(start: number, place: string): { readonly event: AuditEvent; readonly end: number } {
  const { members, requestObjectBytes, responseObjectBytes, end } = membersAt(start, place);
  const sizes = { requestObjectBytes, responseObjectBytes, sizeBytes: end - start };
  const quick = quickEvent(members, sizes);
  if (quick !== null) return { event: quick, end };
  const parsed = eventSchema.safeParse(members);
  if (!parsed.success) throw new MalformedEvent(`${place}${sentence(parsed.error.issues[0], members)}`);
  return { event: auditEvent(parsed.data, sizes), end };
}

const READ_WHOLE: ReadonlySet<string> = new Set(Object.keys(eventSchema.shape));

/** The members that the schema knows, parsed, and how large the objects are, which are passed over unread. */
function membersAt(start: number, place: string) {
  const members: Record<string, unknown> = {};
  let requestObjectBytes: number | null = null;
  let responseObjectBytes: number | null = null;
  let key = '';
  try {
    let at = text.firstMember(start);
    while (!text.isObjectEnd(at)) {
      const keyEnd = text.skipKey(at);
      key = text.plainString(at, keyEnd);
      const valueAt = text.skipColon(keyEnd);
      const end = text.skipValue(valueAt);
      if (READ_WHOLE.has(key)) members[key] = text.value(valueAt, end);
      else if (key === 'requestObject') requestObjectBytes = objectBytes(valueAt, end);
      else if (key === 'responseObject') responseObjectBytes = objectBytes(valueAt, end);
      at = text.nextMember(end);
    }
    return { members, requestObjectBytes, responseObjectBytes, end: at + 1 };
  } catch (error) {
    throw new MalformedEvent(`${place}${key === '' ? 'no event' : key}: ${messageOf(error)}`);
  }
}

function objectBytes(start: number, end: number): number | null {
  return text.isNull(start) ? null : end - start;
}

/** What is wrong with which member, and what stands there. */
function sentence(issue: z.core.$ZodIssue | undefined, members: Readonly<Record<string, unknown>>): string {
  if (issue === undefined) return 'no audit event';
  const found = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], members);
  const what = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 60);
  // zod: `Invalid input: expected string, received number`; a schema's own sentence has neither part.
  const expected = issue.message.replace(/^Invalid \w+: /, '').replace(/, received .*$/, '');
  return `${issue.path.join('.')}: ${expected}, got ${what}`;
}
