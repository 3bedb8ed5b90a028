import { epochMs } from '../../platform/clock.ts';
import { makeProgress, type RunProgress, type Telling } from './run-progress.ts';

/** What takes less needs no progress. */
const PATIENCE_MS = 2000;
const LIVE_EVERY_MS = 250;
/** Where nothing can be written over. */
const PLAIN_EVERY_MS = 10_000;

/** Tells how far work is that takes longer than two seconds; may be told as often as one likes. */
export interface SlowProgress {
  tell(text: string): void;
  stop(): void;
}

export function slowProgress(stream: NodeJS.WriteStream, telling: Telling, nowMs = epochMs): SlowProgress {
  const startedMs = nowMs();
  const everyMs = stream.isTTY ? LIVE_EVERY_MS : PLAIN_EVERY_MS;
  let progress: RunProgress | null = null;
  let toldMs = Number.NEGATIVE_INFINITY;
  return {
    tell(text) {
      const now = nowMs();
      if (now - startedMs < PATIENCE_MS || now - toldMs < everyMs) return;
      toldMs = now;
      progress ??= makeProgress(stream, telling);
      progress.step(text);
    },
    stop: () => progress?.stop(),
  };
}

/** Does work that lets nothing else happen, below a line that stands meanwhile; only on a terminal. */
export function withStandingLine<T>(stream: NodeJS.WriteStream, { quiet }: Telling, text: string, work: () => T): T {
  if (quiet || !stream.isTTY) return work();
  stream.write(text);
  try {
    return work();
  } finally {
    stream.write('\r\u001b[K');
  }
}
