import type { Recommendation } from '../../core/recommendation.ts';
import { settingsToDocument } from '../../core/settings-document.ts';
import { asItCame, type Demand } from '../arrivals/demand.ts';
import type { Ask } from './ask.ts';
import { modelMargin } from './need.ts';
import { runUnbounded } from './recurrence.ts';
import { roundUp } from './round.ts';
import type { Candidate } from './search.ts';

/**
 * The buffer that each API server needs for its own arrivals: its B* + its margin at what the common settings hold,
 * rounded up, and never below the current one. Empty where one value does for all.
 */
export function perInstanceOf(
  { settings, holdsTwice }: Candidate,
  ask: Ask,
  demand: Demand,
): Recommendation['perInstance'] {
  const { names } = demand;
  if (names.length < 2) return [];
  const shape = settings.throttleEnabled ? settings : { ...settings, throttleQps: Number.POSITIVE_INFINITY };
  const arrivals = asItCame(demand, holdsTwice ? 2 * ask.headroom : ask.headroom);
  const bufferSizes = names.map((_, instance) =>
    Math.max(
      ask.current.bufferSize,
      // Records stand one behind the other, each with an entry for every API server.
      ...arrivals
        .filter((_entry, at) => at % names.length === instance)
        .map(({ index, timerStartMs, writeMs = 0 }) => {
          const scratch = new Float64Array(index.count + 1);
          const run = runUnbounded(index, { ...shape, writeMs }, ask.receiverLatencyMs, timerStartMs, scratch);
          return roundUp(run.smallestBuffer + modelMargin(settings.maxBatchSize, index.count));
        }),
    ),
  );
  if (bufferSizes.every((bufferSize) => bufferSize === bufferSizes[0])) return [];
  return names.map((name, at) => ({
    name,
    settings: settingsToDocument({ ...settings, bufferSize: bufferSizes[at] ?? settings.bufferSize }),
  }));
}
