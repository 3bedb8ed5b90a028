import { isSpace } from './byte-words.ts';
import type { JsonText } from './json-text.ts';
import { MalformedEventList } from './malformed.ts';
import { checkString, checkValue } from './strict-json.ts';

/** Where the values of an event begin that the ledger needs, all of them strings; 0: it has none. */
export interface EventPlaces {
  /** The event itself. */
  start: number;
  end: number;
  auditId: number;
  stage: number;
  level: number;
  stageTimestamp: number;
}

interface Key {
  readonly key: string;
  readonly spelled: Uint8Array;
}

/** The keys that are looked for, by their length: most keys of an event are passed by that alone. */
const KEYS: (Key[] | undefined)[] = [];
for (const key of ['auditID', 'stage', 'level', 'stageTimestamp', 'items']) {
  const sameLength = KEYS[key.length] ?? [];
  sameLength.push({ key, spelled: new TextEncoder().encode(key) });
  KEYS[key.length] = sameLength;
}

/**
 * Goes through an audit.k8s.io/v1 EventList in one pass, without building its objects: knows the depth, so a body that
 * holds `"auditID":` inside a request object is not taken in. `onEvent` gets the places of each event in an object that
 * the next one overwrites; `onItems` is told where a member `items` begins, for of two the last counts, as JSON.parse has
 * it. The list is read strictly; inside an event strings and depth are, and the rest is taken for
 * the JSON that an API server writes.
 * Errors: MalformedEventList, when events may have been given already.
 */
export function scanEventList(
  text: JsonText,
  onEvent: (places: EventPlaces) => void,
  onItems: () => void = () => {},
): void {
  let at = text.firstMember(text.skipSpace(0));
  while (!text.isObjectEnd(at)) {
    const { escapes } = text;
    const keyEnd = text.skipKey(at);
    const escaped = text.escapes !== escapes;
    const valueAt = text.skipColon(keyEnd);
    const isItems = keyBetween(text, at, keyEnd, escaped) === 'items';
    if (isItems) onItems();
    at = text.nextMember(
      isItems && text.isArray(valueAt) ? scanItems(text, valueAt, onEvent) : text.skipValue(valueAt),
    );
  }
  if (text.skipSpace(at + 1) !== text.length) throw new MalformedEventList('text after the list');
}

/** `loosely`: of what nobody asks for, only strings and depth; `strictly`: every byte is held to the grammar of JSON. */
export type EventScan = 'loosely' | 'strictly';

/**
 * Goes through lines of an audit log, one event each, the last line end included; returns how many lines there were. A
 * line that is no event is given to `onBroken` with its index, from 0, and what is wrong with it; the next one is read.
 */
export function scanEventLines(
  text: JsonText,
  onEvent: (places: EventPlaces) => void,
  onBroken: (index: number, why: string) => void,
  how: EventScan = 'loosely',
): number {
  const scan = how === 'loosely' ? scanEvent : scanEventStrictly;
  const places = noPlaces();
  let index = 0;
  for (let at = 0; at < text.length; index += 1) {
    const end = text.lineEnd(at);
    if (text.skipSpace(at) < end) {
      try {
        scan(text, text.skipSpace(at), places);
        // A string that is not closed is found by having swallowed the line end.
        if (places.end > end) throw new MalformedEventList('the line ends in the middle of an event');
        if (text.skipSpace(places.end) < end) throw new MalformedEventList('text after the event');
        onEvent(places);
      } catch (error) {
        if (!(error instanceof MalformedEventList)) throw error;
        onBroken(index, isCutShort(text, at, end) ? 'the line ends in the middle of an event' : error.message);
      }
    }
    at = end + 1;
  }
  return index;
}

/** A line that begins as an event does and has no end. */
function isCutShort(text: JsonText, start: number, end: number): boolean {
  let last = end - 1;
  while (last > start && isSpace(text.bytes[last] as number)) last -= 1;
  return text.isObject(text.skipSpace(start)) && !text.isObjectEnd(last);
}

function scanItems(text: JsonText, openAt: number, onEvent: (places: EventPlaces) => void): number {
  const places = noPlaces();
  let at = text.skipSpace(openAt + 1);
  while (!text.isArrayEnd(at)) {
    scanEvent(text, at, places);
    onEvent(places);
    at = text.nextItem(places.end);
  }
  return at + 1;
}

function noPlaces(): EventPlaces {
  return { start: 0, end: 0, auditId: 0, stage: 0, level: 0, stageTimestamp: 0 };
}

/** One pass over all of the event, nested or not: a string of its own level before a colon is a key of its own. */
function scanEvent(text: JsonText, start: number, places: EventPlaces): void {
  beginEvent(places, start);
  let at = text.firstMember(start);
  let depth = 1;
  while (depth > 0) {
    if (!text.isString(at)) {
      depth += text.depthChange(at);
      at += 1;
      continue;
    }
    const { escapes } = text;
    const end = text.skipString(at);
    if (depth === 1) {
      const valueAt = text.valueAfter(end);
      if (valueAt !== 0 && text.isString(valueAt))
        putPlace(places, keyBetween(text, at, end, text.escapes !== escapes), valueAt);
    }
    at = end;
  }
  places.end = at;
}

function scanEventStrictly(text: JsonText, start: number, places: EventPlaces): void {
  beginEvent(places, start);
  let at = text.firstMember(start);
  while (!text.isObjectEnd(at)) {
    const { escapes } = text;
    const keyEnd = checkString(text, at);
    const key = keyBetween(text, at, keyEnd, text.escapes !== escapes);
    const valueAt = text.skipColon(keyEnd);
    if (text.isString(valueAt)) putPlace(places, key, valueAt);
    at = text.nextMember(checkValue(text, valueAt));
  }
  places.end = at + 1;
}

function beginEvent(places: EventPlaces, start: number): void {
  places.start = start;
  places.auditId = 0;
  places.stage = 0;
  places.level = 0;
  places.stageTimestamp = 0;
}

function putPlace(places: EventPlaces, key: string, valueAt: number): void {
  if (key === 'auditID') places.auditId = valueAt;
  else if (key === 'stage') places.stage = valueAt;
  else if (key === 'level') places.level = valueAt;
  else if (key === 'stageTimestamp') places.stageTimestamp = valueAt;
}

/** The key, when it is one that is looked for; else ''. It may be spelled with escapes. */
function keyBetween(text: JsonText, start: number, end: number, escaped: boolean): string {
  if (escaped) return text.string(start, end);
  const keys = KEYS[end - start - 2];
  if (keys === undefined) return '';
  for (const { key, spelled } of keys) if (text.spells(start + 1, spelled)) return key;
  return '';
}
