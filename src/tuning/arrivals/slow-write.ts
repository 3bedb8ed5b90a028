import type { TrialEvidence } from '../strategy.ts';

/**
 * How long a log took to write an event in a trial that dropped events without a throttle: while events are dropped the
 * buffer is full, so the collector never waits and its pace is that of the disk. 0: no such trial.
 */
export function slowWriteMs({ result, arrivals }: TrialEvidence): number {
  const { log, settings, series } = result;
  if (log === undefined || settings.throttleEnable !== false) return 0;
  const { droppedPerSecond, deliveredPerSecond } = series;
  const paces = deliveredPerSecond.flatMap((pace, bin) =>
    pace !== null && pace > 0 && (droppedPerSecond[bin] ?? 0) > 0 ? [pace] : [],
  );
  if (paces.length === 0) return 0;
  const perSecond = paces.reduce((sum, pace) => sum + pace, 0) / paces.length;
  // All API servers together wrote so many, each to a file of its own.
  return (1000 * Math.max(1, arrivals?.length ?? 1)) / perSecond;
}
