import type { BatchSettings } from '../core/settings.ts';
import type { TrialEvidence } from './strategy.ts';
import { loadRecord } from './load-record.ts';
import { predictedLoss } from './tighter.ts';

const LARGEST_MULTIPLE = 64;

/** The multiple of the load at which the model loses the first event, to 1 %; `null`: not below 64 times. */
export function firstLossMultiple(settings: BatchSettings, evidence: TrialEvidence): number | null {
  const loses = (multiple: number): boolean => {
    const load = loadRecord(evidence, multiple);
    return load !== null && predictedLoss(settings, load.arrivals) > 0;
  };
  let low = 0.1;
  let high = 1;
  while (!loses(high)) {
    low = high;
    high *= 2;
    if (high > LARGEST_MULTIPLE) return null;
  }
  while (high / low > 1.01) {
    const middle = (low + high) / 2;
    if (loses(middle)) high = middle;
    else low = middle;
  }
  return Number(high.toPrecision(3));
}
