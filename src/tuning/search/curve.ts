import type { HeadroomCurve } from '../../core/recommendation.ts';
import { settingsToDocument } from '../../core/settings-document.ts';
import type { BatchSettings } from '../../core/settings.ts';
import type { Demand } from '../arrivals/demand.ts';
import { lossAt } from './first-loss.ts';

/** Below, at and above the load, to four times of it. */
const MULTIPLES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4] as const;
/** Beyond four times: around the first loss, in steps that show where the line leaves the ground. */
const AROUND_FIRST_LOSS = [0.8, 0.95, 1.05, 1.2, 1.5] as const;

export interface CurveLine {
  readonly name: HeadroomCurve['lines'][number]['name'];
  readonly settings: BatchSettings;
}

/** Loss by the model over multiples of the load, for each of the settings; `firstLosses`: where points are dense. */
export function curveOf(
  lines: readonly CurveLine[],
  demand: Demand,
  receiverLatencyMs: number,
  firstLosses: readonly (number | null)[],
): Pick<HeadroomCurve, 'multiples' | 'lines'> {
  const multiples = multiplesFor(firstLosses);
  return {
    multiples,
    lines: lines.map(({ name, settings }) => ({
      name,
      settings: settingsToDocument(settings),
      lossRatios: multiples.map((multiple) => lossAt(settings, demand, multiple, receiverLatencyMs)),
    })),
  };
}

function multiplesFor(firstLosses: readonly (number | null)[]): readonly number[] {
  const around = firstLosses.flatMap((first) =>
    first === null ? [] : AROUND_FIRST_LOSS.map((factor) => Number((first * factor).toPrecision(3))),
  );
  return [...new Set([...MULTIPLES, ...around])].filter((multiple) => multiple >= 0.5).sort((a, b) => a - b);
}
