import { TEXT_END } from '../core/text-end.ts';
import { cutShort, MalformedEventList } from './malformed.ts';
import { isDelimiter, isSpace, lowestByte, quotesAndBackslashes } from './byte-words.ts';

// Not exported: V8 takes a constant of the module as a number, but reads an exported one from memory, for every byte.
const QUOTE = 0x22;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COLON = 0x3a;
const COMMA = 0x2c;
const SPACE = 0x20;
const LETTER_N = 0x6e;
const NEWLINE = 0x0a;
const BACKSLASH = 0x5c;
const LAST_ASCII = 0x7e;
/** Braces are brackets with this bit set. */
const BRACE_BIT = 0x20;

const WORD_BYTES = 4;

/**
 * A JSON text as bytes. A place is an index of them; every `skip…` gives the place after. Nothing is built.
 * Errors: MalformedEventList.
 */
export class JsonText {
  /** The text, then anything, then TEXT_END. */
  bytes: Buffer = Buffer.alloc(0);
  length = 0;
  /** Escapes passed so far, in strings that were skipped. */
  escapes = 0;
  /** Memory that the next text uses again. */
  #own = this.bytes;
  #view = new DataView(this.bytes.buffer, 0, 0);

  /** Takes the place of the text before, by a copy. */
  load(chunks: readonly Buffer[]): void {
    this.length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (this.length + TEXT_END.length > this.#own.length)
      this.#own = Buffer.allocUnsafeSlow(2 * this.length + TEXT_END.length);
    this.#setBytes(this.#own);
    let at = 0;
    for (const chunk of chunks) at += chunk.copy(this.bytes, at);
    TEXT_END.copy(this.bytes, at);
  }

  /** Takes the place of the text before; is read where it stands, unchanged, if its memory ends in TEXT_END, else copied. */
  borrow(text: Buffer): void {
    const bytes = Buffer.from(text.buffer, text.byteOffset);
    const end = bytes.subarray(Math.max(text.length, bytes.length - TEXT_END.length));
    if (!end.equals(TEXT_END)) {
      this.load([text]);
      return;
    }
    this.length = text.length;
    this.#setBytes(bytes);
  }

  #setBytes(bytes: Buffer): void {
    if (bytes === this.bytes) return;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** The place after the value that begins at `at`. */
  skipValue(at: number): number {
    const first = this.bytes[at];
    if (first === QUOTE) return this.skipString(at);
    if (first === OPEN_BRACE || first === OPEN_BRACKET) return this.#skipNested(at);
    let end = at;
    while (end < this.length && !isDelimiter(this.bytes[end] as number)) end += 1;
    if (end === at) throw new MalformedEventList('expected a value');
    return end;
  }

  /**
   * The place after the closing quote: the first that no backslash escapes. Most bytes of an event are in strings, so
   * four are looked at together.
   */
  skipString(openAt: number): number {
    let at = openAt + 1;
    for (;;) {
      const hits = quotesAndBackslashes(this.#view.getInt32(at, true));
      if (hits === 0) {
        at += WORD_BYTES;
        continue;
      }
      at += lowestByte(hits);
      if (at >= this.length) throw cutShort();
      if (this.bytes[at] === QUOTE) return at + 1;
      this.escapes += 1;
      at += 2;
      if (at >= this.length) throw cutShort();
    }
  }

  /** Brackets are counted outside strings; strings are skipped whole. */
  #skipNested(openAt: number): number {
    let depth = 0;
    let at = openAt;
    do {
      if (this.isString(at)) at = this.skipString(at);
      else {
        depth += this.depthChange(at);
        at += 1;
      }
    } while (depth > 0);
    return at;
  }

  /** 1 for a bracket that opens, −1 for one that closes, else 0. */
  depthChange(at: number): number {
    const byte = (this.bytes[at] as number) | BRACE_BIT;
    return byte === OPEN_BRACE ? 1 : byte === CLOSE_BRACE ? -1 : 0;
  }

  skipSpace(from: number): number {
    return (this.bytes[from] as number) > SPACE ? from : this.#skipSpaces(from);
  }

  /** Apart, so that the test above, which mostly is all, can be inlined. */
  #skipSpaces(from: number): number {
    let at = from;
    while (isSpace(this.bytes[at] as number)) at += 1;
    return at;
  }

  isString(at: number): boolean {
    return this.bytes[at] === QUOTE;
  }

  isObject(at: number): boolean {
    return this.bytes[at] === OPEN_BRACE;
  }

  isArray(at: number): boolean {
    return this.bytes[at] === OPEN_BRACKET;
  }

  isNull(at: number): boolean {
    return this.bytes[at] === LETTER_N;
  }

  isObjectEnd(at: number): boolean {
    return this.bytes[at] === CLOSE_BRACE;
  }

  isArrayEnd(at: number): boolean {
    return this.bytes[at] === CLOSE_BRACKET;
  }

  /** The place of the first member of the object that opens at `at`, or of its closing brace. */
  firstMember(at: number): number {
    if (this.bytes[at] !== OPEN_BRACE) throw new MalformedEventList('expected an object');
    return this.skipSpace(at + 1);
  }

  /** The place after the key that begins at `at`. */
  skipKey(at: number): number {
    if (this.bytes[at] !== QUOTE) throw new MalformedEventList('expected a key');
    return this.skipString(at);
  }

  /** The place of the value after the key that ends at `keyEnd`. */
  skipColon(keyEnd: number): number {
    const at = this.valueAfter(keyEnd);
    if (at === 0) throw new MalformedEventList('expected a colon');
    return at;
  }

  /** The place of the value when what ends at `end` was its key; 0: no colon follows. */
  valueAfter(end: number): number {
    const at = this.skipSpace(end);
    return this.bytes[at] === COLON ? this.skipSpace(at + 1) : 0;
  }

  /** The place of the member after the one that ends at `end`, or of the closing brace. */
  nextMember(end: number): number {
    return this.#skipComma(end, CLOSE_BRACE);
  }

  /** The place of the item after the one that ends at `end`, or of the closing bracket. */
  nextItem(end: number): number {
    return this.#skipComma(end, CLOSE_BRACKET);
  }

  #skipComma(end: number, close: number): number {
    const at = this.skipSpace(end);
    if (this.bytes[at] === close) return at;
    if (this.bytes[at] !== COMMA) throw new MalformedEventList('expected a comma');
    const next = this.skipSpace(at + 1);
    if (this.bytes[next] === close) throw new MalformedEventList('a comma before the end');
    return next;
  }

  /** The string between two places, decoded. */
  string(start: number, end: number): string {
    try {
      return JSON.parse(this.bytes.toString('utf8', start, end)) as string;
    } catch {
      throw new MalformedEventList('a broken string');
    }
  }

  /** The same, faster where it holds no escape and nothing but ASCII, as keys do. */
  plainString(start: number, end: number): string {
    for (let at = start + 1; at < end - 1; at += 1) {
      const byte = this.bytes[at] as number;
      if (byte < SPACE || byte > LAST_ASCII || byte === BACKSLASH) return this.string(start, end);
    }
    return this.bytes.toString('latin1', start + 1, end - 1);
  }

  /** The value between two places, parsed. */
  value(start: number, end: number): unknown {
    try {
      return JSON.parse(this.bytes.toString('utf8', start, end));
    } catch {
      throw new MalformedEventList('a value that is not JSON');
    }
  }

  /** The place of the next line end, or the end of the text. */
  lineEnd(at: number): number {
    const end = this.bytes.indexOf(NEWLINE, at);
    return end === -1 || end > this.length ? this.length : end;
  }

  /** Whether the bytes from this place on spell the word. */
  spells(at: number, word: Uint8Array): boolean {
    for (let index = 0; index < word.length; index += 1) if (this.bytes[at + index] !== word[index]) return false;
    return true;
  }

  /** The four bytes from this place on. */
  word(at: number): number {
    return this.#view.getInt32(at, true);
  }

  /** Eight, as a floating-point number. */
  number(at: number): number {
    return this.#view.getFloat64(at, true);
  }
}
