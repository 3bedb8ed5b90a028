import type { AuditEvent } from '../events/audit-event.ts';
import { MalformedEvent, readEvent } from '../events/event-reader.ts';
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
  const reading = { account: new LogAccount(), signal: new AbortController().signal, onBytes: () => {} };
  await scanTimes(
    set,
    (stageMs, sizeBytes, lines, at) => {
      if (stageMs < startMs || stageMs > endMs + LONGEST_REQUEST_MS) return;
      try {
        onEvent(readEvent(lines.subarray(at, at + sizeBytes)));
      } catch (error) {
        if (!(error instanceof MalformedEvent)) throw error;
      }
    },
    reading,
  );
}
