/** Places in a JSON text, as bytes; nothing is built. A place is an index; every function gives the place after. */

export const QUOTE = 0x22;
const BACKSLASH = 0x5c;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const COLON = 0x3a;
export const COMMA = 0x2c;

/** Strings up to here are looked through in a loop, which is faster than a call of indexOf; audit events hold mostly such. */
const NEAR_BYTES = 24;

/** The body is no EventList in JSON. */
export class MalformedEventList extends Error {}

/** The place after the value that begins at `at`. */
export function skipValue(body: Buffer, at: number): number {
  const first = body[at];
  if (first === QUOTE) return skipString(body, at);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return skipNested(body, at);
  let end = at;
  while (end < body.length && !isDelimiter(body[end] as number)) end += 1;
  if (end === at) throw new MalformedEventList('expected a value');
  return end;
}

/** The place after the closing quote: the first quote with an even number of backslashes before it. */
export function skipString(body: Buffer, openAt: number): number {
  const near = Math.min(openAt + NEAR_BYTES, body.length);
  for (let at = openAt + 1; at < near; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) return at + 1;
    if (byte === BACKSLASH) at += 1;
  }
  let quote = near - 1;
  for (;;) {
    quote = body.indexOf(QUOTE, quote + 1);
    if (quote === -1) throw new MalformedEventList('the body ends in the middle of a string');
    let before = quote - 1;
    while (body[before] === BACKSLASH) before -= 1;
    if ((quote - before) % 2 === 1) return quote + 1;
  }
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

export function skipSpace(body: Buffer, from: number): number {
  let at = from;
  while (at < body.length && isSpace(body[at] as number)) at += 1;
  return at;
}

/** The place of the next member or item after the one that ends at `from`, or of the closing bracket. */
export function skipComma(body: Buffer, from: number, close: number): number {
  const at = skipSpace(body, from);
  if (body[at] === close) return at;
  if (body[at] !== COMMA) throw new MalformedEventList('expected a comma');
  const next = skipSpace(body, at + 1);
  if (body[next] === close) throw new MalformedEventList('a comma before the end');
  return next;
}

/** The place of the value after the key that ends at `keyEnd`. */
export function skipColon(body: Buffer, keyEnd: number): number {
  const at = skipSpace(body, keyEnd);
  if (body[at] !== COLON) throw new MalformedEventList('expected a colon');
  return skipSpace(body, at + 1);
}

/** The text of the string between two places. */
export function textBetween(body: Buffer, start: number, end: number): string {
  for (let at = start + 1; at < end - 1; at += 1) {
    const byte = body[at] as number;
    if (byte === BACKSLASH) return JSON.parse(body.toString('utf8', start, end)) as string;
    if (byte >= 0x80) return unescaped(body.toString('utf8', start, end));
  }
  return body.toString('latin1', start + 1, end - 1);
}

function unescaped(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

/** Whether the string that begins at `start` spells this word, byte by byte. */
export function spells(body: Buffer, start: number, end: number, word: Uint8Array): boolean {
  if (end - start - 2 !== word.length) return false;
  for (let index = 0; index < word.length; index += 1) if (body[start + 1 + index] !== word[index]) return false;
  return true;
}

export function holdsEscape(body: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (body[at] === BACKSLASH) return true;
  return false;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDelimiter(byte: number): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte);
}
