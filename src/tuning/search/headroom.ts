import type { BatchSettings } from '../../core/settings.ts';
import type { TrialEvidence } from '../strategy.ts';
import { loadRecord } from '../arrivals/load-record.ts';
import { predictedLoss } from './tighter.ts';

const SMALLEST_MULTIPLE = 0.05;
const LARGEST_MULTIPLE = 64;

/** The multiple of the load at which the model loses the first event, to 1 %; `null`: not below 64 times. */
export function firstLossMultiple(settings: BatchSettings, evidence: TrialEvidence): number | null {
  return smallestLosing((multiple) => {
    const load = loadRecord(evidence, multiple);
    return load !== null && predictedLoss(settings, load.arrivals) > 0;
  });
}

/** Doubles the multiple until it loses, then halves the gap in between; three digits. */
export function smallestLosing(loses: (multiple: number) => boolean): number | null {
  let low = SMALLEST_MULTIPLE;
  let high = 1;
  while (!loses(high)) {
    [low, high] = [high, high * 2];
    if (high > LARGEST_MULTIPLE) return null;
  }
  while (high / low > 1.01) {
    const middle = (low + high) / 2;
    if (loses(middle)) high = middle;
    else low = middle;
  }
  return Number(high.toPrecision(3));
}
