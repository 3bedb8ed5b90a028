import { formatAbout } from '../../core/estimate.ts';
import { giveUpMs } from '../../core/webhook-delivery.ts';
import { formatCount, formatMs } from '../../core/units.ts';
import type { FlagsAnswer } from '../simulated-flags.ts';
import type { SimulatedSettings } from '../simulated.ts';
import { postedEventBytes } from '../search/memory.ts';
import { formatBytes } from '../../core/units.ts';
import { receiverAwaySentences } from './facts.ts';
import { overflowMs, simulatedSentence } from './simulated.ts';

/** The verdict on a command line, its ceiling in the long run, and what a receiver that is away does. */
export function flagsLines({ settings: simulated, costs, durationMs, searchedMs }: FlagsAnswer): readonly string[] {
  return [
    durationMs === null || simulated.lossRatio > 0 ? simulatedSentence(simulated) : forThatTime(simulated, durationMs),
    'The rate is played as a seeded Poisson process (--seed), as independent clients send it.',
    ...(searchedMs === null
      ? []
      : [`What holds at multiples of the load was looked for in its first ${formatAbout(searchedMs)}.`]),
    ...receiverAwaySentences(costs),
  ];
}

/** A named duration is judged as asked, and what would come after it is named all the same. */
function forThatTime(simulated: SimulatedSettings, durationMs: number): string {
  const { settings, sustainedPerSecond, ceilingPerSecond } = simulated;
  const within = simulatedSentence({ ...simulated, sustainedPerSecond: 0 }).replace(
    'SAFE: nothing is lost',
    `SAFE for ${formatAbout(durationMs)}: nothing is lost in that time`,
  );
  if (sustainedPerSecond <= ceilingPerSecond) return within;
  return `${within} The rate is above the ceiling of ${formatCount(ceilingPerSecond)} events/s: after ${formatMs(overflowMs(settings, sustainedPerSecond, ceilingPerSecond))} of it the loss would begin.`;
}

/** For each of several settings in one line: until when batches are tried, and what waits meanwhile. */
export function awaySentence({ settings, ceilingPerSecond }: SimulatedSettings): string {
  const { refusing, hanging } = giveUpMs(settings.initialBackoffMs);
  const seconds = hanging.max / 1000;
  const waiting = Number.isFinite(ceilingPerSecond)
    ? `up to ${formatBytes(ceilingPerSecond * seconds * postedEventBytes(730))} in ${formatCount(settings.throttleQps * seconds)} requests wait in memory`
    : 'nothing bounds what waits in memory';
  return `  With the receiver away a batch is given up after ${formatMs(refusing.min)}; until then ${waiting}.`;
}
