import type { EventObject } from './audit-event.ts';
import { hashOf, hasPhrase, type Phrase, phraseOf } from './byte-words.ts';
import { type EventPart, eventPart, MOST_PARTS, SLOTS } from './event-parts.ts';
import type { JsonText } from './json-text.ts';
import { objectOf } from './quick-event.ts';

const COMMA = 0x2c;
/** Members that differ from object to object. */
const NAME = Buffer.from('"name":');
const OTHERS = [Buffer.from('"uid":'), Buffer.from('"resourceVersion":')];
/** `{"resource":` */
const RESOURCE_LENGTH = 12;
/** The beginning of the next member, `,"resp` or `,"requ`: `"}` alone would be too short for a phrase. */
export const BEHIND = 6;
const NAMESPACE = phraseOf(Buffer.from(',"namespace":"'));

type ObjectPart = EventPart<{ readonly objectRef: EventObject }>;

/** An object as its text is spelled around the values that differ. */
interface SpelledObject {
  /** Each but the last ends with the quote that opens such a value, and each but the first begins with the one that closes it. */
  readonly pieces: readonly Phrase[];
  /** The first of the values is the name. */
  readonly isNamed: boolean;
  readonly part: ObjectPart;
}

/** What events are about, apart from name, uid and version, which would make another part of each object. */
export class UsualObjects {
  readonly #text: JsonText;
  readonly #known = new Map<string, ObjectPart>();
  readonly #recent: (SpelledObject | undefined)[] = Array.from({ length: SLOTS });
  /** Of the last object. */
  part: ObjectPart | null = null;
  /** The name with its quotes is between these; 0: there is none. */
  nameAt = 0;
  nameEnd = 0;

  constructor(text: JsonText) {
    this.#text = text;
  }

  /**
   * The place after the object that opens at `openAt`; 0: it is not in the usual form. `requestHash`: where requests of
   * different verbs and stages have something else behind the name, each finds its own.
   */
  read(openAt: number, requestHash: number): number {
    const headEnd = this.#headEnd(openAt);
    const slot = (hashOf(this.#text, openAt, headEnd) ^ requestHash) & (SLOTS - 1);
    const recent = this.#recent[slot];
    const end = recent === undefined ? 0 : this.#follow(recent, openAt);
    return end === 0 ? this.#walk(openAt, slot) : end;
  }

  /** The place after resource and namespace, which come first; any other place does, but costs time. */
  #headEnd(openAt: number): number {
    const text = this.#text;
    const at = text.isString(openAt + RESOURCE_LENGTH) ? text.skipString(openAt + RESOURCE_LENGTH) : openAt + 4;
    return hasPhrase(text, at, NAMESPACE) ? text.skipString(at + NAMESPACE.length - 1) : at;
  }

  #follow({ pieces, isNamed, part }: SpelledObject, openAt: number): number {
    const text = this.#text;
    let at = openAt;
    this.nameEnd = 0;
    for (let index = 0; index < pieces.length; index += 1) {
      const piece = pieces[index] as Phrase;
      if (index > 0) {
        const valueAt = at - 1;
        const valueEnd = text.skipString(valueAt);
        if (index === 1 && isNamed) {
          this.nameAt = valueAt;
          this.nameEnd = valueEnd;
        }
        at = valueEnd - 1;
      }
      if (!hasPhrase(text, at, piece)) return 0;
      at += piece.length;
    }
    this.part = part;
    return at - BEHIND;
  }

  /** Member by member; the next one like it is found at once. */
  #walk(openAt: number, slot: number): number {
    const text = this.#text;
    const pieces: Buffer[] = [];
    let pieceAt = openAt;
    let at = openAt;
    this.nameEnd = 0;
    do {
      const keyAt = at + 1;
      const valueAt = text.skipString(keyAt) + 1;
      if (!text.isString(valueAt)) return 0;
      at = text.skipString(valueAt);
      const key = text.bytes.subarray(keyAt, valueAt);
      const isName = key.equals(NAME);
      if (!isName && !OTHERS.some((other) => key.equals(other))) continue;
      if (isName) {
        if (pieces.length > 0) return 0;
        this.nameAt = valueAt;
        this.nameEnd = at;
      }
      pieces.push(Buffer.from(text.bytes.subarray(pieceAt, valueAt + 1)));
      pieceAt = at - 1;
    } while (text.bytes[at] === COMMA);
    const end = at + 1;
    pieces.push(Buffer.from(text.bytes.subarray(pieceAt, end + BEHIND)));
    this.part = this.#partOf(Buffer.concat(pieces).subarray(0, -BEHIND));
    if (this.part === null) return 0;
    this.#recent[slot] = { pieces: pieces.map(phraseOf), isNamed: this.nameEnd > 0, part: this.part };
    return end;
  }

  /** `json`: with empty values. */
  #partOf(json: Buffer): ObjectPart | null {
    const key = json.toString('latin1');
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const objectRef = objectOf(parsed(json.toString()));
    if (objectRef === null) return null;
    if (this.#known.size >= MOST_PARTS) this.#known.clear();
    const part = eventPart({ objectRef });
    this.#known.set(key, part);
    return part;
  }
}

export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}
