import { seededRandom } from '../../core/random.ts';

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const RESAMPLES = 2000;

/**
 * 95 % percentile bootstrap interval of mean(b) − mean(a) over repeats: resamples with replacement, seeded, so the same
 * numbers give the same interval. `null` with fewer than 2 values on a side: nothing can be said of the spread.
 */
export function meanDifferenceInterval(a: readonly number[], b: readonly number[]): Interval | null {
  if (a.length < 2 || b.length < 2) return null;
  const random = seededRandom(1);
  const resampledMean = (values: readonly number[]): number => {
    let sum = 0;
    for (let draw = 0; draw < values.length; draw += 1) sum += values[Math.floor(random() * values.length)] as number;
    return sum / values.length;
  };
  const differences = Float64Array.from({ length: RESAMPLES }, () => resampledMean(b) - resampledMean(a)).sort();
  return {
    low: differences[Math.floor(0.025 * RESAMPLES)] as number,
    high: differences[Math.ceil(0.975 * RESAMPLES) - 1] as number,
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
