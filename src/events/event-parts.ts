import type { AuditEvent } from './audit-event.ts';
import { hashOf, hasPhrase, type Phrase, phraseOf } from './byte-words.ts';
import type { JsonText } from './json-text.ts';

/** What many lines have alike, read once for all of them. */
export interface EventPart<T extends Partial<AuditEvent> = Partial<AuditEvent>> {
  readonly fields: T;
  /** How many lines with it were counted since somebody wrote that down. */
  lines: number;
}

/** A part that is known by its bytes. */
export interface SpelledPart<T extends Partial<AuditEvent>> extends EventPart<T> {
  readonly phrase: Phrase;
}

export function eventPart<T extends Partial<AuditEvent>>(fields: T): EventPart<T> {
  return { fields, lines: 0 };
}

export function spelledPart<T extends Partial<AuditEvent>>(bytes: Buffer, fields: T): SpelledPart<T> {
  return { phrase: phraseOf(bytes), fields, lines: 0 };
}

/** Parts that are at hand without a string of their bytes; a power of two. */
export const SLOTS = 4096;
/** Where a text has very many different ones, all are forgotten and begun anew. */
export const MOST_PARTS = 20_000;

/** The parts of one kind that a text has, by their bytes. */
export class EventParts<T extends Partial<AuditEvent>> {
  readonly #text: JsonText;
  readonly #read: (json: string) => T | null;
  readonly #recent: (SpelledPart<T> | undefined)[] = Array.from({ length: SLOTS });
  #last: SpelledPart<T> | null = null;
  readonly #known = new Map<string, SpelledPart<T>>();

  /** `read`: `null` for what is not in the usual form. */
  constructor(text: JsonText, read: (json: string) => T | null) {
    this.#text = text;
    this.#read = read;
  }

  /** The part that begins at `at`, when it was the last one of this hash: its end need not be known. */
  recent(at: number, hash: number): SpelledPart<T> | null {
    const part = this.#recent[hash & (SLOTS - 1)];
    return part !== undefined && hasPhrase(this.#text, at, part.phrase) ? part : null;
  }

  /** The part between two places; `null`: it is not in the usual form. Asked later, `recent` finds it by this hash. */
  of(start: number, end: number, hash: number): SpelledPart<T> | null {
    const { bytes } = this.#text;
    const spelled = bytes.toString('latin1', start, end);
    let part = this.#known.get(spelled);
    if (part === undefined) {
      const fields = this.#read(bytes.toString('utf8', start, end));
      if (fields === null) return null;
      if (this.#known.size >= MOST_PARTS) this.#known.clear();
      part = spelledPart(bytes.subarray(start, end), fields);
      this.#known.set(spelled, part);
    }
    this.#recent[hash & (SLOTS - 1)] = part;
    return part;
  }

  /** A part of which the end is known. */
  between(start: number, end: number): SpelledPart<T> | null {
    const last = this.#last;
    if (last?.phrase.length === end - start && hasPhrase(this.#text, start, last.phrase)) return last;
    const hash = hashOf(this.#text, start, end);
    const recent = this.recent(start, hash);
    this.#last = recent?.phrase.length === end - start ? recent : this.of(start, end, hash);
    return this.#last;
  }
}
