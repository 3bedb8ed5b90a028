import { messageOf } from '../core/errors.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import { MalformedEvent, readEvent, readEventList } from '../events/event-reader.ts';
import { isListLine } from '../events/list-line.ts';
import { usualEvent } from '../events/usual-event.ts';
import { readLogLines, type LogReading } from './log-lines.ts';
import type { LogSet } from './log-set.ts';

const NEWLINE = 0x0a;
const SPACE = 0x20;

/** Where an event stands. */
export interface EventPlace {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The bytes of its line are these, from start to end; their memory is used again. */
  readonly lines: Buffer;
  readonly start: number;
  readonly end: number;
}

/**
 * Every event of a log whole, in the order of its lines.
 * Errors: as readLogLines.
 */
export async function readLog(
  set: LogSet,
  onEvent: (event: AuditEvent, place: EventPlace) => void,
  reading: LogReading,
): Promise<void> {
  const { account } = reading;
  await readLogLines(set, reading, (lines, file, before) => {
    let count = 0;
    for (let at = 0; at < lines.length; ) {
      const found = lines.indexOf(NEWLINE, at);
      const end = found === -1 ? lines.length : found;
      count += 1;
      const line = before + count;
      const start = at;
      const take = (event: AuditEvent): void => {
        onEvent(event, { file, line, lines, start, end });
        account.events += 1;
      };
      const usual = usualEvent(lines, at, end);
      if (usual === null) readAny(lines.subarray(at, end), take, (why) => account.broken({ file, line, why }));
      else take(usual);
      at = end + 1;
    }
    return count;
  });
}

/** The event of a line in any form, or those of a list; nothing of an empty line, and a broken one is told. */
function readAny(line: Buffer, onEvent: (event: AuditEvent) => void, onBroken: (why: string) => void): void {
  if (line.every((byte) => byte <= SPACE)) return;
  try {
    if (isListLine(line)) readEventList([line], onEvent);
    else onEvent(readEvent(line));
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    onBroken(messageOf(error));
  }
}
