import { EVENT_BEGIN, stageMsByEnd } from '../events/event-ends.ts';
import { type EventPlaces, scanEventLines, scanEventList } from '../events/event-scanner.ts';
import { JsonText } from '../events/json-text.ts';
import { MalformedEventList } from '../events/malformed.ts';
import { isListLine } from '../events/list-line.ts';
import { type LogReading, readLogLines } from './log-lines.ts';
import type { LogSet } from './log-set.ts';
import { stageMsOf } from './stage-time.ts';

const NEWLINE = 0x0a;
const SPACE = 0x20;

const text = new JsonText();

/** An event's time, its size, and the text that it begins in, which is used again. */
export type OnEventTime = (stageMs: number, sizeBytes: number, lines: Buffer, at: number) => void;

/**
 * When each event of a log came, and how long its line is, in the order of the lines. A line in the form that
 * kube-apiserver writes is read at its two ends only, every other is scanned whole.
 * Errors: as readLogLines.
 */
export async function scanTimes(set: LogSet, onEvent: OnEventTime, reading: LogReading): Promise<void> {
  const { account } = reading;
  await readLogLines(set, reading, (lines, file, before) => {
    let count = 0;
    let begin = lines.indexOf(EVENT_BEGIN);
    for (let at = 0; at < lines.length; count += 1) {
      const found = lines.indexOf(NEWLINE, at);
      const end = found === -1 ? lines.length : found;
      while (begin !== -1 && begin < at) begin = lines.indexOf(EVENT_BEGIN, begin + 1);
      const isUsual = begin === at;
      if (isUsual) begin = lines.indexOf(EVENT_BEGIN, at + 1);
      // A line that a crash cut short has the next event behind it.
      const stageMs = isUsual && (begin === -1 || begin > end) ? stageMsByEnd(lines, at, end) : Number.NaN;
      if (Number.isNaN(stageMs)) scanOne(lines.subarray(at, end), file, before + count + 1);
      else {
        account.events += 1;
        onEvent(stageMs, end - at, lines, at);
      }
      at = end + 1;
    }
    return count;
  });

  function scanOne(line: Buffer, file: string, number: number): void {
    if (line.every((byte) => byte <= SPACE)) return;
    text.load([line]);
    const take = (places: EventPlaces): void => {
      onEvent(stageMsOf(text, places), places.end - places.start, line, places.start);
      account.events += 1;
    };
    const onBroken = (why: string): void => account.broken({ file, line: number, why });
    if (isListLine(line)) scanList(take, onBroken);
    else scanEventLines(text, take, (_, why) => onBroken(why));
  }
}

/** What a broken list has given before it broke is taken. */
function scanList(take: (places: EventPlaces) => void, onBroken: (why: string) => void): void {
  try {
    scanEventList(text, take);
  } catch (error) {
    if (!(error instanceof MalformedEventList)) throw error;
    onBroken(error.message);
  }
}
