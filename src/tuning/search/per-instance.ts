import type { Recommendation } from '../../core/recommendation.ts';
import { settingsToDocument } from '../../core/settings-document.ts';
import type { Conclusion } from '../conclusion.ts';
import { runUnbounded } from './recurrence.ts';
import { roundUp } from './round.ts';
import { modelMargin } from './search.ts';

/**
 * The buffer that each API server needs for its own arrivals: its B* + its margin, rounded up, over every record that
 * the search was fed with. Empty where one value does for all: a single API server, or shares that hardly differ.
 */
export function perInstanceOf({ records, candidate, scenario }: Conclusion): Recommendation['perInstance'] {
  const { settings } = candidate;
  const names = records[0]?.names ?? [];
  if (names.length < 2) return [];
  const bufferSizes = names.map((_, at) =>
    Math.max(
      ...records.map(({ arrivals }) => {
        const own = arrivals[at];
        if (own === undefined) return 1;
        const scratch = new Float64Array(own.index.count + 1);
        const run = runUnbounded(own.index, settings, scenario.receiver.plan.latencyMs, own.timerStartMs, scratch);
        return roundUp(run.smallestBuffer + modelMargin(settings.maxBatchSize, own.index.count));
      }),
    ),
  );
  if (bufferSizes.every((bufferSize) => bufferSize === bufferSizes[0])) return [];
  return names.map((name, at) => ({
    name,
    settings: settingsToDocument({ ...settings, bufferSize: bufferSizes[at] ?? settings.bufferSize }),
  }));
}
