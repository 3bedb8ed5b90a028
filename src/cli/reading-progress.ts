import { Presets, SingleBar } from 'cli-progress';
import { formatBytes } from '../core/units.ts';
import { epochMs } from '../platform/clock.ts';

/** Tells how far the reading of files is, once it takes longer than two seconds. */
export interface ReadingProgress {
  onBytes(count: number): void;
  /** What comes after the reading and may take long. */
  step(text: string): void;
  stop(): void;
}

const PATIENCE_MS = 2000;
const LIVE_EVERY_MS = 100;
/** Where nothing can be written over. */
const PLAIN_EVERY_MS = 10_000;

export function readingProgress(stream: NodeJS.WriteStream, totalBytes: number): ReadingProgress {
  const startedMs = epochMs();
  const everyMs = stream.isTTY ? LIVE_EVERY_MS : PLAIN_EVERY_MS;
  const tell = stream.isTTY ? barTeller(stream) : plainTeller(stream);
  let toldMs = startedMs + PATIENCE_MS - everyMs;
  let bytes = 0;
  return {
    onBytes(count) {
      bytes += count;
      const nowMs = epochMs();
      if (nowMs - toldMs < everyMs) return;
      toldMs = nowMs;
      tell.text(readingText(bytes, totalBytes, nowMs - startedMs), bytes / Math.max(1, totalBytes));
    },
    step(text) {
      if (epochMs() - startedMs >= PATIENCE_MS) tell.text(text, 1);
    },
    stop: () => tell.stop(),
  };
}

export interface Teller {
  /** `share`: of what is to be done, 0 to 1. */
  text(text: string, share: number): void;
  stop(): void;
}

function plainTeller(stream: NodeJS.WriteStream): Teller {
  return { text: (text) => void stream.write(`${text}\n`), stop: () => {} };
}

/** A bar with a text beside it, redrawn on a terminal; begun when there is something to tell. */
export function barTeller(stream: NodeJS.WriteStream): Teller {
  let bar: SingleBar | null = null;
  return {
    text(text, share) {
      if (bar === null) {
        bar = new SingleBar(
          { stream, format: '{bar} {text}', barsize: 20, clearOnComplete: true },
          Presets.shades_grey,
        );
        bar.start(1000, 0, { text });
      }
      bar.update(Math.round(share * 1000), { text });
      bar.render();
    },
    stop: () => bar?.stop(),
  };
}

/** `reading: 1.2 of 9.4 GiB · 812 MiB/s · 11 s left` */
export function readingText(bytes: number, totalBytes: number, elapsedMs: number): string {
  const perSecond = (bytes * 1000) / Math.max(1, elapsedMs);
  const leftSeconds = Math.ceil(Math.max(0, totalBytes - bytes) / Math.max(1, perSecond));
  return `reading: ${formatBytes(bytes)} of ${formatBytes(totalBytes)} · ${formatBytes(perSecond)}/s · ${leftSeconds} s left`;
}
