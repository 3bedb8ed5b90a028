const WORD_BYTES = 4;
const NUMBER_BYTES = 8;
const QUOTES = 0x22222222;
const BACKSLASHES = 0x5c5c5c5c;
const SPACES = 0x20202020;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;
/** Odd, with bits all over: 2 to the 32nd by the golden ratio. */
const HASH_FACTOR = 0x9e3779b1;

/** A text by its bytes, four or eight at a time; they may be read from one place behind its end. */
interface Words {
  readonly length: number;
  word(at: number): number;
  number(at: number): number;
}

/**
 * Bytes that are looked for, eight at a time. They are compared as floating-point numbers, the widest that are compared
 * without making an object. Of different bytes only zero and its negative would be the same number, and no text of JSON
 * has either; bytes that are not a number at all are never found, which costs time and nothing else.
 */
export interface Phrase {
  /** No less than eight. */
  readonly length: number;
  readonly numbers: Float64Array;
  /** The last eight bytes, which may be in the last of the numbers, too. */
  readonly last: number;
}

export function phraseOf(bytes: Buffer): Phrase {
  const numbers = new Float64Array(Math.floor(bytes.length / NUMBER_BYTES));
  for (let index = 0; index < numbers.length; index += 1) numbers[index] = bytes.readDoubleLE(index * NUMBER_BYTES);
  return { length: bytes.length, numbers, last: bytes.readDoubleLE(bytes.length - NUMBER_BYTES) };
}

/** Whether the bytes from a place on are those of the phrase. */
export function hasPhrase(text: Words, at: number, { length, numbers, last }: Phrase): boolean {
  if (at + length > text.length) return false;
  for (let index = 0; index < numbers.length; index += 1)
    if (text.number(at + index * NUMBER_BYTES) !== numbers[index]) return false;
  return text.number(at + length - NUMBER_BYTES) === last;
}

/** A number for the bytes between two places, no less than four of them. */
export function hashOf(text: Words, start: number, end: number): number {
  const lastAt = end - WORD_BYTES;
  let hash = text.word(lastAt);
  for (let at = start; at < lastAt; at += WORD_BYTES)
    hash = Math.imul((hash << 5) ^ (hash >>> 27) ^ text.word(at), HASH_FACTOR);
  return hash ^ (hash >>> 15);
}

/**
 * The high bit of the lowest byte that is a quote or a backslash, 0 when none is: (x − 1) & ~x has the high bit set of
 * the lowest byte of x that is zero; above that one, bits may be set without cause.
 */
export function quotesAndBackslashes(word: number): number {
  const quotes = word ^ QUOTES;
  const backslashes = word ^ BACKSLASHES;
  return (((quotes - ONES) & ~quotes) | ((backslashes - ONES) & ~backslashes)) & HIGH_BITS;
}

/** The same, or a byte below 32, which no string may hold: (x − 32) & ~x has the high bit set of the lowest such byte. */
export function controlsQuotesAndBackslashes(word: number): number {
  return quotesAndBackslashes(word) | ((word - SPACES) & ~word & HIGH_BITS);
}

/** Which byte of a word holds its lowest bit that is set, from 0. */
export function lowestByte(word: number): number {
  return (31 - Math.clz32(word & -word)) >> 3;
}

export function isSpace(byte: number): boolean {
  return byte <= 0x20 && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}

export function isDelimiter(byte: number): boolean {
  return byte === 0x2c || byte === 0x7d || byte === 0x5d || isSpace(byte);
}
