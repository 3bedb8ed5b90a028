import type { AuditLevel, AuditStage } from '../../core/policy.ts';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  holdsEscape,
  MalformedEventList,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUOTE,
  skipColon,
  skipComma,
  skipSpace,
  skipString,
  skipValue,
  spells,
  textBetween,
} from './json-cursor.ts';
import { microTimeBetween } from './micro-time.ts';

/** What the ledger needs of an event; text is decoded, times are epoch ms. */
export interface ScannedEvent {
  readonly auditId: string;
  readonly stage: AuditStage;
  readonly stageMs: number;
  readonly level: AuditLevel;
  readonly sizeBytes: number;
}

interface Word {
  readonly word: string;
  readonly spelled: Uint8Array;
}

const words = (...list: readonly string[]): readonly Word[] =>
  list.map((word) => ({ word, spelled: new TextEncoder().encode(word) }));
const KEYS = words('auditID', 'stage', 'level', 'stageTimestamp', 'items');
/** Values that stand in every event: compared instead of decoded. */
const VALUES = words(
  'ResponseComplete',
  'RequestReceived',
  'ResponseStarted',
  'Panic',
  'Metadata',
  'RequestResponse',
  'Request',
);

/**
 * Reads an audit.k8s.io/v1 EventList in one pass, without building its objects: knows the depth, so a body that holds
 * `"auditID":` inside a request object is not taken in. Equal to JSON.parse for the four fields on every valid list
 * (property test).
 * Errors: MalformedEventList.
 */
export function scanEventList(body: Buffer): readonly ScannedEvent[] {
  const events: ScannedEvent[] = [];
  let at = firstMember(body, skipSpace(body, 0));
  while (body[at] !== CLOSE_BRACE) {
    const keyEnd = keyEndAt(body, at);
    const valueAt = skipColon(body, keyEnd);
    const isItems = keyBetween(body, at, keyEnd) === 'items' && body[valueAt] === OPEN_BRACKET;
    at = skipComma(body, isItems ? scanItems(body, valueAt, events) : skipValue(body, valueAt), CLOSE_BRACE);
  }
  if (skipSpace(body, at + 1) !== body.length) throw new MalformedEventList('text after the list');
  return events;
}

function scanItems(body: Buffer, openAt: number, events: ScannedEvent[]): number {
  let at = skipSpace(body, openAt + 1);
  while (body[at] !== CLOSE_BRACKET) at = skipComma(body, scanEvent(body, at, events), CLOSE_BRACKET);
  return at + 1;
}

function scanEvent(body: Buffer, start: number, events: ScannedEvent[]): number {
  let auditId = '';
  let stage = '';
  let level = '';
  let stageMs = Number.NaN;
  let at = firstMember(body, start);
  while (body[at] !== CLOSE_BRACE) {
    const keyEnd = keyEndAt(body, at);
    const valueAt = skipColon(body, keyEnd);
    const end = skipValue(body, valueAt);
    if (body[valueAt] === QUOTE) {
      const key = keyBetween(body, at, keyEnd);
      if (key === 'auditID') auditId = textBetween(body, valueAt, end);
      else if (key === 'stage') stage = valueBetween(body, valueAt, end);
      else if (key === 'level') level = valueBetween(body, valueAt, end);
      else if (key === 'stageTimestamp') stageMs = microTimeBetween(body, valueAt, end);
    }
    at = skipComma(body, end, CLOSE_BRACE);
  }
  const sizeBytes = at + 1 - start;
  events.push({ auditId, stage: stage as AuditStage, stageMs, level: level as AuditLevel, sizeBytes });
  return at + 1;
}

/** The place of the first key of the object that opens at `at`, or of its closing brace. */
function firstMember(body: Buffer, at: number): number {
  if (body[at] !== OPEN_BRACE) throw new MalformedEventList('expected an object');
  return skipSpace(body, at + 1);
}

function keyEndAt(body: Buffer, at: number): number {
  if (body[at] !== QUOTE) throw new MalformedEventList('expected a key');
  return skipString(body, at);
}

/** The key, when it is one that is looked for; it may be spelled with escapes. */
function keyBetween(body: Buffer, start: number, end: number): string | null {
  const found = wordBetween(body, start, end, KEYS);
  return found === null && holdsEscape(body, start, end) ? textBetween(body, start, end) : found;
}

function valueBetween(body: Buffer, start: number, end: number): string {
  return wordBetween(body, start, end, VALUES) ?? textBetween(body, start, end);
}

function wordBetween(body: Buffer, start: number, end: number, list: readonly Word[]): string | null {
  for (const { word, spelled } of list) if (spells(body, start, end, spelled)) return word;
  return null;
}
