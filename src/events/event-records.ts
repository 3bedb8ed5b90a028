import type { EventPlaces } from './event-scanner.ts';
import type { JsonText } from './json-text.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const DASH = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const LETTER_A = 0x61;
const LETTER_B = 0x62;
/** Bytes below are control characters, which JSON allows in no string. */
const SPACE = 0x20;
/** Of an Audit-ID of ours (core/audit-id.ts), behind `ab-` and its key; not imported, for the loop below is hot. */
const SECOND_DASH = 9;
const US_PER_MS = 1000;
const US_PER_SECOND = 1_000_000;
/** Whole numbers below are what V8 divides fast; as seconds since 1970 they reach into 2106. */
const DIGITS_LIMIT = 2 ** 32;
/** What a record has beside the strings of its event: brackets, commas, quotes, a time and a size. */
const MOST_OWN_BYTES = 64;

/**
 * EventRecords in JSON, commas between them, written as bytes into memory that the next batch uses again: to make a
 * string of every value of every event, and bytes of that, would cost as much as to find them.
 */
export class EventRecords {
  #bytes = Buffer.allocUnsafeSlow(1 << 16);
  #length = 0;
  /** What the record being written may need at most, while its strings are as their event spells them. */
  #most = 0;

  clear(): void {
    this.#length = 0;
  }

  toBuffer(): Buffer {
    return Buffer.from(this.#bytes.subarray(0, this.#length));
  }

  /**
   * Appends the record of an event; returns the letter of its request kind as a byte, 0: not one of ours.
   * Errors: MalformedEventList, for what JSON allows in no string.
   */
  append(text: JsonText, places: EventPlaces, stageMs: number): number {
    const sizeBytes = places.end - places.start;
    this.#most = sizeBytes + MOST_OWN_BYTES;
    this.#reserve(this.#most);
    if (this.#length > 0) this.#byte(COMMA);
    this.#byte(OPEN_BRACKET);
    const auditIdAt = this.#length;
    this.#string(text, places.auditId);
    const kind = this.#kindAt(auditIdAt);
    this.#byte(COMMA);
    this.#string(text, places.stage);
    this.#byte(COMMA);
    this.#ms(stageMs);
    this.#byte(COMMA);
    this.#string(text, places.level);
    this.#byte(COMMA);
    this.#digits(sizeBytes, digitsOf(sizeBytes));
    this.#byte(CLOSE_BRACKET);
    return kind;
  }

  #byte(byte: number): void {
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }

  /** The string as its event spells it, or spelled anew when it holds an escape; place 0 is an empty one. */
  #string(text: JsonText, openAt: number): void {
    if (openAt === 0) {
      this.#json('""');
      return;
    }
    const from = text.bytes;
    const to = this.#bytes;
    let length = this.#length;
    let at = openAt;
    do {
      const byte = from[at] as number;
      if (byte === BACKSLASH || byte < SPACE) {
        this.#json(JSON.stringify(text.string(openAt, text.skipString(openAt))));
        return;
      }
      to[length] = byte;
      length += 1;
      at += 1;
    } while (from[at] !== QUOTE);
    to[length] = QUOTE;
    this.#length = length + 1;
  }

  #json(json: string): void {
    this.#reserve(Buffer.byteLength(json) + this.#most);
    this.#length += this.#bytes.write(json, this.#length);
  }

  /** Of the Audit-ID that was written at this place. */
  #kindAt(openAt: number): number {
    const bytes = this.#bytes;
    const at = openAt + 1;
    const isOurs =
      bytes[at] === LETTER_A &&
      bytes[at + 1] === LETTER_B &&
      bytes[at + 2] === DASH &&
      bytes[at + SECOND_DASH] === DASH;
    return isOurs && at + SECOND_DASH + 1 < this.#length - 1 ? (bytes[at + SECOND_DASH + 1] as number) : 0;
  }

  /** A time in ms, to the microsecond. */
  #ms(value: number): void {
    const us = Math.round(value * US_PER_MS);
    const seconds = Math.floor(us / US_PER_SECOND);
    if (seconds < 1 || seconds >= DIGITS_LIMIT) {
      this.#json(String(value));
      return;
    }
    const rest = us - seconds * US_PER_SECOND;
    const ms = Math.floor(rest / US_PER_MS);
    this.#digits(seconds, digitsOf(seconds));
    this.#digits(ms, 3);
    this.#byte(POINT);
    this.#digits(rest - ms * US_PER_MS, 3);
  }

  /** A whole number below DIGITS_LIMIT. */
  #digits(value: number, count: number): void {
    const bytes = this.#bytes;
    const start = this.#length;
    let rest = value >>> 0;
    for (let at = start + count - 1; at >= start; at -= 1) {
      const tenth = (rest / 10) >>> 0;
      bytes[at] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    this.#length = start + count;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.#length + count));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

function digitsOf(value: number): number {
  let count = 1;
  for (let rest = (value / 10) >>> 0; rest > 0; rest = (rest / 10) >>> 0) count += 1;
  return count;
}
