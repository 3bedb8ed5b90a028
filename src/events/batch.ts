import { EventRecords } from './event-records.ts';
import { type EventPlaces, scanEventLines, scanEventList } from './event-scanner.ts';
import { JsonText } from './json-text.ts';
import { MalformedEventList } from './malformed.ts';
import { microTimeAt } from './micro-time.ts';

/** The events of a POST, or of lines of a log. */
export interface Batch {
  readonly bodyBytes: number;
  /** As they stand in the ledger: EventRecords in JSON, commas between them. */
  readonly records: Buffer;
  /** stageTimestamp of each. */
  readonly stageMs: readonly number[];
  /** How many of each request kind, the letter in their Audit-ID; `other` is background. */
  readonly byKind: ReadonlyMap<string, number>;
}

/** Every batch of the process is read and written here. */
const text = new JsonText();
const records = new EventRecords();

/**
 * Reads the body of a POST, given in the pieces that it came in.
 * Errors: MalformedEventList.
 */
export function readBatch(body: readonly Buffer[]): Batch {
  const gathered = begin(body);
  scanEventList(
    text,
    (places) => take(places, gathered),
    () => forget(gathered),
  );
  return end(gathered);
}

/** Reads whole lines of an audit log, one event each; `broken`: lines that are none. */
export function readLines(lines: Buffer): Batch & { readonly broken: number } {
  const gathered = begin([lines]);
  let broken = 0;
  const onBroken = (): void => void (broken += 1);
  scanEventLines(text, (places) => take(places, gathered), onBroken);
  return { ...end(gathered), broken };
}

interface Gathered {
  readonly stageMs: number[];
  readonly letters: Uint32Array;
}

function begin(bytes: readonly Buffer[]): Gathered {
  text.load(bytes);
  records.clear();
  return { stageMs: [], letters: new Uint32Array(256) };
}

function forget({ stageMs, letters }: Gathered): void {
  records.clear();
  letters.fill(0);
  stageMs.length = 0;
}

/** Errors: MalformedEventList, before anything of the event is taken. */
function take(places: EventPlaces, { stageMs, letters }: Gathered): void {
  if (places.stageTimestamp === 0) throw new MalformedEventList('an event without stageTimestamp');
  const time = microTimeAt(text, places.stageTimestamp);
  if (Number.isNaN(time)) throw new MalformedEventList('a stageTimestamp that is no time');
  const letter = records.append(text, places, time);
  letters[letter] = (letters[letter] as number) + 1;
  stageMs.push(time);
}

function end({ stageMs, letters }: Gathered): Batch {
  return { bodyBytes: text.length, records: records.toBuffer(), stageMs, byKind: kindsOf(letters) };
}

function kindsOf(letters: Uint32Array): Map<string, number> {
  const byKind = new Map<string, number>();
  letters.forEach((events, letter) => {
    if (events > 0) byKind.set(letter === 0 ? 'other' : String.fromCharCode(letter), events);
  });
  return byKind;
}
