import { controlsQuotesAndBackslashes, isDelimiter, lowestByte } from './byte-words.ts';
import type { JsonText } from './json-text.ts';
import { cutShort, MalformedEventList } from './malformed.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const WORD_BYTES = 4;
const UNICODE_DIGITS = 4;
/** As encoding/json has it (maxNestingDepth in Go's encoding/json/scanner.go); deeper is refused by the API server, too. */
const MOST_DEPTH = 10_000;
const NEITHER = 0;
const OBJECT = 1;
const ARRAY = 2;
/** What the value stands in, from outside. Values are checked one after another, so one is enough. */
const openAround = new Uint8Array(MOST_DEPTH);
/** `"`, `\`, `/`, `b`, `f`, `n`, `r`, `t` (RFC 8259, section 7). */
const ESCAPED = new Set(Buffer.from('"\\/bfnrt'));
/** RFC 8259, sections 3 and 6. */
const SCALAR = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/**
 * The place after the value that begins at `at`, every byte of which is held to the grammar of JSON (RFC 8259): what a
 * scanner passes over because nobody asks for it, another reader of the same log may break at.
 * Errors: MalformedEventList, which says what is wrong.
 */
export function checkValue(text: JsonText, at: number): number {
  let place = at;
  let depth = 0;
  for (;;) {
    // Into the value, as deep as it opens.
    const opens = text.isObject(place) ? OBJECT : text.isArray(place) ? ARRAY : NEITHER;
    if (opens === NEITHER) place = text.isString(place) ? checkString(text, place) : checkScalar(text, place);
    else {
      place = text.skipSpace(place + 1);
      if (!isEnd(text, place, opens)) {
        if (depth === MOST_DEPTH) throw new MalformedEventList('nested too deep');
        openAround[depth] = opens;
        depth += 1;
        if (opens === OBJECT) place = checkKey(text, place);
        continue;
      }
      place += 1;
    }
    // Out of what ends here, and on to what follows.
    for (;;) {
      if (depth === 0) return place;
      const around = openAround[depth - 1];
      place = around === OBJECT ? text.nextMember(place) : text.nextItem(place);
      if (!isEnd(text, place, around)) {
        if (around === OBJECT) place = checkKey(text, place);
        break;
      }
      depth -= 1;
      place += 1;
    }
  }
}

function isEnd(text: JsonText, at: number, of: number | undefined): boolean {
  return of === OBJECT ? text.isObjectEnd(at) : text.isArrayEnd(at);
}

/** The place of the key's value. */
function checkKey(text: JsonText, at: number): number {
  return text.skipColon(checkString(text, at));
}

/**
 * The place after the string that must begin at `openAt`. Four bytes are looked at together; those of what is not ASCII
 * are passed as they are.
 */
export function checkString(text: JsonText, openAt: number): number {
  if (!text.isString(openAt)) throw new MalformedEventList('expected a key');
  let at = openAt + 1;
  for (;;) {
    const hits = controlsQuotesAndBackslashes(text.word(at));
    if (hits === 0) {
      at += WORD_BYTES;
      continue;
    }
    at += lowestByte(hits);
    if (at >= text.length) throw cutShort();
    const byte = text.bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) throw new MalformedEventList('a control character in a string');
    text.escapes += 1;
    at = checkEscape(text, at + 1);
  }
}

/** What follows a backslash. */
function checkEscape(text: JsonText, at: number): number {
  const letter = text.bytes[at] ?? 0;
  if (ESCAPED.has(letter)) return at + 1;
  const end = at + 1 + UNICODE_DIGITS;
  if (letter !== LETTER_U || !/^[\da-f]{4}$/i.test(text.bytes.toString('latin1', at + 1, end)))
    throw new MalformedEventList('a broken escape in a string');
  return end;
}

function checkScalar(text: JsonText, at: number): number {
  let end = at;
  while (end < text.length && !isDelimiter(text.bytes[end] as number)) end += 1;
  const word = text.bytes.toString('latin1', at, end);
  if (!SCALAR.test(word)) throw new MalformedEventList(word === '' ? 'expected a value' : 'a value that is not JSON');
  return end;
}
