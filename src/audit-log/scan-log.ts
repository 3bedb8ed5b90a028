import { type EventPlaces, scanEventLines } from '../events/event-scanner.ts';
import { JsonText } from '../events/json-text.ts';
import { readLogLines, type LogReading } from './log-lines.ts';
import type { LogSet } from './log-set.ts';
import { stageMsOf } from './stage-time.ts';

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
        onEvent(text, places, stageMsOf(text, places));
        account.events += 1;
      },
      (index, why) => account.broken({ file, line: before + index + 1, why }),
    );
  });
}
