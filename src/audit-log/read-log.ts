import { messageOf } from '../core/errors.ts';
import type { AuditEvent } from '../events/audit-event.ts';
import { MalformedEvent, readEvent } from '../events/event-reader.ts';
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
      const event =
        usualEvent(lines, at, end) ?? eventOf(lines.subarray(at, end), (why) => account.broken({ file, line, why }));
      if (event !== null) {
        onEvent(event, { file, line });
        account.events += 1;
      }
      at = end + 1;
    }
    return count;
  });
}

/** `null`: an empty line, or a broken one, which is told. */
function eventOf(line: Buffer, onBroken: (why: string) => void): AuditEvent | null {
  if (line.every((byte) => byte <= SPACE)) return null;
  try {
    return readEvent(line);
  } catch (error) {
    if (!(error instanceof MalformedEvent)) throw error;
    onBroken(messageOf(error));
    return null;
  }
}
