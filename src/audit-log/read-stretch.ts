import type { AuditEvent } from '../events/audit-event.ts';
import { MalformedEvent, readEvent } from '../events/event-reader.ts';
import { JsonText } from '../events/json-text.ts';
import { usualEvent } from '../events/usual-event.ts';
import { UsualLine } from '../events/usual-line.ts';
import { LogAccount } from './log-account.ts';
import type { LogSet } from './log-set.ts';
import { scanTimes } from './scan-times.ts';

/** A request may take so long, and its event comes at its end. */
const LONGEST_REQUEST_MS = 60_000;

/**
 * The events of requests that may have been received in a stretch of time, in the order of their lines; what comes much
 * later is not parsed. For a log that was read before: broken lines are not told again.
 */
export async function readStretch(
  set: LogSet,
  { startMs, endMs }: { readonly startMs: number; readonly endMs: number },
  onEvent: (event: AuditEvent) => void,
): Promise<void> {
  const text = new JsonText();
  const usual = new UsualLine(text);
  let loaded: Buffer | null = null;
  const eventOf = (lines: Buffer, start: number, end: number): AuditEvent => {
    if (lines !== loaded) text.borrow(lines);
    loaded = lines;
    return (usual.read(start, end) ? usualEvent(usual) : null) ?? readEvent(lines.subarray(start, end));
  };
  const reading = { account: new LogAccount(), signal: new AbortController().signal, onBytes: () => {} };
  await scanTimes(
    set,
    (stageMs, sizeBytes, lines, at) => {
      if (stageMs < startMs || stageMs > endMs + LONGEST_REQUEST_MS) return;
      try {
        onEvent(eventOf(lines, at, at + sizeBytes));
      } catch (error) {
        if (!(error instanceof MalformedEvent)) throw error;
      }
    },
    reading,
  );
}
