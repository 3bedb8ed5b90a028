import type { AuditLevel, AuditStage } from '../../core/policy.ts';

/** What the ledger needs of an event; text is decoded, times are epoch ms. */
export interface ScannedEvent {
  readonly auditId: string;
  readonly stage: AuditStage;
  readonly stageMs: number;
  readonly level: AuditLevel;
  readonly sizeBytes: number;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;

/** The body is no EventList in JSON. */
export class MalformedEventList extends Error {}

/**
 * Reads an audit.k8s.io/v1 EventList without building its objects: knows the depth, so a body that holds `"auditID":`
 * inside a request object is not taken in. Equal to JSON.parse for the four fields on every valid list (property test).
 * Errors: MalformedEventList.
 */
export function scanEventList(body: Buffer): readonly ScannedEvent[] {
  const events: ScannedEvent[] = [];
  let at = skipSpace(body, 0);
  if (body[at] !== OPEN_BRACE) throw new MalformedEventList('expected an object');
  at = forEachMember(body, at, (key, valueAt) => {
    if (key !== 'items' || body[valueAt] !== OPEN_BRACKET) return skipValue(body, valueAt);
    return forEachItem(body, valueAt, (itemAt) => {
      const end = skipValue(body, itemAt);
      events.push(scanEvent(body, itemAt, end));
      return end;
    });
  });
  if (skipSpace(body, at) !== body.length) throw new MalformedEventList('text after the list');
  return events;
}

function scanEvent(body: Buffer, start: number, end: number): ScannedEvent {
  if (body[start] !== OPEN_BRACE) throw new MalformedEventList('an item is no object');
  let auditId = '';
  let stage = '';
  let level = '';
  let stageTimestamp = '';
  forEachMember(body, start, (key, valueAt) => {
    const next = skipValue(body, valueAt);
    if (body[valueAt] !== QUOTE) return next;
    if (key === 'auditID') auditId = text(body, valueAt, next);
    else if (key === 'stage') stage = text(body, valueAt, next);
    else if (key === 'level') level = text(body, valueAt, next);
    else if (key === 'stageTimestamp') stageTimestamp = text(body, valueAt, next);
    return next;
  });
  return {
    auditId,
    stage: stage as AuditStage,
    stageMs: parseMicroTime(stageTimestamp),
    level: level as AuditLevel,
    sizeBytes: end - start,
  };
}

/** Calls back with every key and the place of its value; the callback returns the place after the value. */
function forEachMember(body: Buffer, openAt: number, onMember: (key: string, valueAt: number) => number): number {
  let at = skipSpace(body, openAt + 1);
  if (body[at] === CLOSE_BRACE) return at + 1;
  for (;;) {
    if (body[at] !== QUOTE) throw new MalformedEventList('expected a key');
    const keyEnd = skipString(body, at);
    const key = memberKey(body, at, keyEnd);
    at = skipSpace(body, keyEnd);
    if (body[at] !== COLON) throw new MalformedEventList('expected a colon');
    at = skipSpace(body, onMember(key, skipSpace(body, at + 1)));
    if (body[at] === CLOSE_BRACE) return at + 1;
    if (body[at] !== COMMA) throw new MalformedEventList('expected a comma');
    at = skipSpace(body, at + 1);
  }
}

function forEachItem(body: Buffer, openAt: number, onItem: (itemAt: number) => number): number {
  let at = skipSpace(body, openAt + 1);
  if (body[at] === CLOSE_BRACKET) return at + 1;
  for (;;) {
    at = skipSpace(body, onItem(at));
    if (body[at] === CLOSE_BRACKET) return at + 1;
    if (body[at] !== COMMA) throw new MalformedEventList('expected a comma');
    at = skipSpace(body, at + 1);
  }
}

/** Lengths of the keys that are looked for; others need no text, unless an escape makes them longer than they read. */
const KEY_LENGTHS = new Set(['items', 'auditID', 'stage', 'level', 'stageTimestamp'].map((key) => key.length));

function memberKey(body: Buffer, start: number, end: number): string {
  if (KEY_LENGTHS.has(end - start - 2) || holdsEscape(body, start, end)) return text(body, start, end);
  return '';
}

function holdsEscape(body: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (body[at] === BACKSLASH) return true;
  return false;
}

/** The place after the value that begins at `at`. */
function skipValue(body: Buffer, at: number): number {
  const first = body[at];
  if (first === QUOTE) return skipString(body, at);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(body, at);
  let end = at;
  while (end < body.length && !isDelimiter(body[end] as number)) end += 1;
  if (end === at) throw new MalformedEventList('expected a value');
  return end;
}

/** Brackets are counted outside strings; strings are skipped whole. */
function skipNested(body: Buffer, openAt: number): number {
  let depth = 0;
  let at = openAt;
  while (at < body.length) {
    const byte = body[at];
    if (byte === QUOTE) {
      at = skipString(body, at);
      continue;
    }
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    at += 1;
  }
  throw new MalformedEventList('the body ends in the middle of a value');
}

/** The place after the closing quote: the first quote with an even number of backslashes before it. */
function skipString(body: Buffer, openAt: number): number {
  let quote = openAt;
  for (;;) {
    quote = body.indexOf(QUOTE, quote + 1);
    if (quote === -1) throw new MalformedEventList('the body ends in the middle of a string');
    let before = quote - 1;
    while (body[before] === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
}

function text(body: Buffer, start: number, end: number): string {
  const raw = body.toString('utf8', start + 1, end - 1);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

function skipSpace(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length && isSpace(body[at] as number)) at += 1;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte);
}

/** RFC 3339 with microseconds (metav1.MicroTime) as epoch ms with fractions; NaN when it is none. */
export function parseMicroTime(timestamp: string): number {
  const secondMs = Date.parse(`${timestamp.slice(0, 19)}Z`);
  const fraction = /^\.(\d+)Z$/.exec(timestamp.slice(19));
  if (fraction !== null) return secondMs + Number(`0.${fraction[1]}`) * 1000;
  return timestamp.charAt(19) === 'Z' ? secondMs : Date.parse(timestamp);
}
