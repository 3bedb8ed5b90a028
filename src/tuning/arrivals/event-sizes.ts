import type { TrialResult } from '../../core/result.ts';

/** Mean and largest JSON of an event, over all levels and stages. */
export function eventSizes(byStage: TrialResult['receiver']['eventBytes']): {
  readonly mean: number;
  readonly max: number;
} {
  const entries = Object.values(byStage);
  const count = entries.reduce((sum, entry) => sum + entry.count, 0);
  const bytes = entries.reduce((sum, entry) => sum + entry.count * entry.mean, 0);
  return { mean: count === 0 ? 0 : bytes / count, max: Math.max(0, ...entries.map(({ max }) => max)) };
}
