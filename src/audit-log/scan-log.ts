import { type EventPlaces, scanEventLines } from '../events/event-scanner.ts';
import { JsonText, MalformedEventList } from '../events/json-text.ts';
import { microTimeAt } from '../events/micro-time.ts';
import { readLogLines, type LogReading } from './log-lines.ts';
import type { LogSet } from './log-set.ts';

const text = new JsonText();

/**
 * The events of a log in the order of its lines, by the few fields that the scanner finds; `places` are places in the
 * text, and the next event overwrites them. Fast: no object is built.
 * Errors: as readLogLines.
 */
export async function scanLog(
  set: LogSet,
  onEvent: (text: JsonText, places: EventPlaces, stageMs: number) => void,
  reading: LogReading,
): Promise<void> {
  const { account } = reading;
  await readLogLines(set, reading, (lines, file, before) => {
    text.load([lines]);
    return scanEventLines(
      text,
      (places) => {
        onEvent(text, places, stageMsOf(places));
        account.events += 1;
      },
      (index, why) => account.broken({ file, line: before + index + 1, why }),
    );
  });
}

/** Errors: MalformedEventList, which makes it a broken line. */
function stageMsOf({ auditId, stageTimestamp }: EventPlaces): number {
  if (auditId === 0) throw new MalformedEventList('no audit event: it has no auditID');
  if (stageTimestamp === 0) throw new MalformedEventList('an event without stageTimestamp');
  const stageMs = microTimeAt(text, stageTimestamp);
  if (Number.isNaN(stageMs)) throw new MalformedEventList('a stageTimestamp that is no time');
  return stageMs;
}
