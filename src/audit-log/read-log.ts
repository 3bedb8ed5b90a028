import { messageOf } from '../core/errors.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import { MalformedEvent, readEvent, readEventList } from '../events/event-reader.ts';
import { isListLine } from '../events/list-line.ts';
import { JsonText } from '../events/json-text.ts';
import { usualEvent } from '../events/usual-event.ts';
import { UsualLine } from '../events/usual-line.ts';
import type { LogAccount } from './log-account.ts';
import { readLogLines, type LogReading } from './log-lines.ts';
import type { LogSet } from './log-set.ts';

const NEWLINE = 0x0a;
const SPACE = 0x20;

/** Where an event stands; the next one's is written over it. */
export interface EventPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The bytes of its line are these, from start to end; their memory is used again. */
  readonly lines: Buffer;
  readonly start: number;
  readonly end: number;
}

/** What is done with the events of a log. */
export interface EventTaker {
  /** A line in the usual form; `false`: it is to be given to `onEvent`. */
  readonly onLine: (line: UsualLine, place: EventPlace) => boolean;
  readonly onEvent: (event: AuditEvent, place: EventPlace) => void;
}

export type OnEvent = EventTaker['onEvent'];

/**
 * Every event of a log whole, in the order of its lines.
 * Errors: as readLogLines.
 */
export function readLog(set: LogSet, onEvent: OnEvent, reading: LogReading): Promise<void> {
  return readEvents(set, wholeEvents(onEvent), reading);
}

/** Takes whole events alone. */
export function wholeEvents(onEvent: OnEvent): EventTaker {
  const onLine = (line: UsualLine, place: EventPlace): boolean => {
    const event = usualEvent(line);
    if (event !== null) onEvent(event, place);
    return event !== null;
  };
  return { onLine, onEvent };
}

/**
 * Every event of a log in the order of its lines, those in the usual form by their parts: no object is built of them.
 * Errors: as readLogLines.
 */
export async function readEvents(set: LogSet, taker: EventTaker, reading: LogReading): Promise<void> {
  const { account } = reading;
  const text = new JsonText();
  const usual = new UsualLine(text);
  await readLogLines(set, reading, (lines, file, before) => {
    text.borrow(lines);
    const place = { file, line: before, lines, start: 0, end: 0 };
    while (place.start < lines.length) {
      const found = lines.indexOf(NEWLINE, place.start);
      place.end = found === -1 ? lines.length : found;
      place.line += 1;
      if (usual.read(place.start, place.end) && taker.onLine(usual, place)) account.events += 1;
      else readAny(place, taker.onEvent, account);
      place.start = place.end + 1;
    }
    return place.line - before;
  });
}

/** The event of a line in any form, or those of a list; nothing of an empty line, and a broken one is told. */
function readAny(place: EventPlace, onEvent: OnEvent, account: LogAccount): void {
  const { file, line, lines, start, end } = place;
  const bytes = lines.subarray(start, end);
  if (bytes.every((byte) => byte <= SPACE)) return;
  const take = (event: AuditEvent): void => {
    onEvent(event, place);
    account.events += 1;
  };
  try {
    if (isListLine(bytes)) readEventList([bytes], take);
    else take(readEvent(bytes));
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    account.broken({ file, line, why: messageOf(error) });
  }
}
