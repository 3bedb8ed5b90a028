import { type EventPlaces, scanEventLines, scanEventList } from '../events/event-scanner.ts';
import { JsonText } from '../events/json-text.ts';
import { MalformedEventList } from '../events/malformed.ts';
import { microTimeAt } from '../events/micro-time.ts';
import { checkValue } from '../events/strict-json.ts';
import { hashString } from './text-hash.ts';
import { keyOf, stageNumberOf } from './stages.ts';

/** An event as it is read; the next one overwrites it. */
export interface SeenEvent {
  readonly text: JsonText;
  readonly places: EventPlaces;
  readonly stageMs: number;
  /** Of core/policy's AUDIT_STAGES. */
  readonly stage: number;
  /** Its audit ID's hash, and its key in an EventTable. */
  readonly idLow: number;
  readonly high: number;
  readonly low: number;
  /** From 1. */
  readonly line: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export interface LineHandlers {
  readonly onEvent: (event: SeenEvent) => void;
  readonly onBroken: (line: number, why: string) => void;
}

/** A record of a receiver may be a line with a whole EventList. */
const listText = new JsonText();
const text = new JsonText();

/** Reads lines with an event each, or an EventList; `before`: lines of the file before these. Says how many they were. */
export function readEventLines(lines: Buffer, before: number, { onEvent, onBroken }: LineHandlers): number {
  text.load([lines]);
  const seen = { text, line: before + 1 } as Mutable<SeenEvent>;
  let lineStart = 0;
  const take = (from: JsonText, places: EventPlaces): void => {
    describe(from, places, seen);
    onEvent(seen);
  };
  return scanEventLines(
    text,
    (places) => {
      for (let end = text.lineEnd(lineStart); end < places.start; end = text.lineEnd(lineStart)) {
        lineStart = end + 1;
        seen.line += 1;
      }
      if (places.auditId !== 0) take(text, places);
      else takeList(text.bytes.subarray(places.start, places.end), take);
    },
    (index, why) => onBroken(before + index + 1, why),
    'strictly',
  );
}

/** Errors: MalformedEventList, which makes the line a broken one. */
function takeList(line: Buffer, take: (from: JsonText, places: EventPlaces) => void): void {
  if (!line.includes('"items"')) throw new MalformedEventList('no audit event: it has no auditID');
  listText.load([line]);
  checkValue(listText, listText.skipSpace(0));
  scanEventList(listText, (places) => take(listText, places));
}

function describe(from: JsonText, places: EventPlaces, seen: Mutable<SeenEvent>): void {
  const { auditId, stage, stageTimestamp } = places;
  if (auditId === 0) throw new MalformedEventList('no audit event: it has no auditID');
  if (stage === 0) throw new MalformedEventList('an event without stage');
  const stageMs = stageTimestamp === 0 ? Number.NaN : microTimeAt(from, stageTimestamp);
  if (Number.isNaN(stageMs)) throw new MalformedEventList('an event whose stageTimestamp is no time');
  const name = from.string(stage, from.skipString(stage));
  const number = stageNumberOf(name);
  if (number === -1) throw new MalformedEventList(`kube-apiserver knows no stage "${name.slice(0, 40)}"`);
  const { high, low } = hashString(from.bytes, auditId);
  seen.text = from;
  seen.places = places;
  seen.stageMs = stageMs;
  seen.stage = number;
  seen.idLow = low;
  seen.high = high;
  seen.low = keyOf(low, number);
}
