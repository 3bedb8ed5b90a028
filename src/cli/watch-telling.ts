import type { LiveRates } from '../analysis/live-losses.ts';
import { formatPerSecond } from '../core/units.ts';
import { rateLine } from './live-lines.ts';
import type { WatchReporter } from './live-watch.ts';
import type { Telling } from './progress/run-progress.ts';
import { barTeller } from './reading-progress.ts';
import { cleanText } from './terminal.ts';

/** A line every so often shows that something is watched, where nothing can be written over. */
const PLAIN_EVERY_MS = 10_000;
/** A scrape of a large API server takes some tenths of a second of its CPU. */
const LIVE_EVERY_MS = 2000;

/** How the watching of API servers is told while it lasts, and how often. */
export interface WatchTelling extends Pick<WatchReporter, 'ticked'> {
  readonly tickMs: number;
  stop(): void;
}

/** A bar of the time that is redrawn on a terminal; lines elsewhere. */
export function watchTelling(
  stream: NodeJS.WriteStream,
  durationMs: number,
  { quiet }: Telling,
  say: (line: string) => void,
): WatchTelling {
  if (!stream.isTTY || quiet) {
    const ticked: WatchReporter['ticked'] = (seconds, all) =>
      all.forEach(({ name, rates }) => say(`after ${seconds} s: ${rateLine(name, rates)}`));
    return { tickMs: PLAIN_EVERY_MS, ticked, stop: () => {} };
  }
  const bar = barTeller(stream);
  return {
    tickMs: LIVE_EVERY_MS,
    ticked: (seconds, all) => bar.text(cleanText(watchText(seconds, durationMs, all)), (seconds * 1000) / durationMs),
    stop: () => bar.stop(),
  };
}

/** `14 of 60 s · generated 210/s, dropped 3/s`: over all API servers, because a line has room for one of them. */
export function watchText(
  seconds: number,
  durationMs: number,
  all: readonly { readonly rates: Pick<LiveRates, 'generatedPerSecond' | 'droppedPerSecond'> }[],
): string {
  const sum = (pick: 'generatedPerSecond' | 'droppedPerSecond'): string =>
    formatPerSecond(all.reduce((total, { rates }) => total + rates[pick], 0));
  const time = `${seconds} of ${Math.round(durationMs / 1000)} s`;
  return `${time} · generated ${sum('generatedPerSecond')}, dropped ${sum('droppedPerSecond')}`;
}
