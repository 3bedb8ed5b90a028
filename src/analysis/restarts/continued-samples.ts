import type { SampleRecord } from '../../core/records.ts';
import type { TrialMeta } from '../../core/trial-meta.ts';
import { ContinuedCounters } from './continued-counters.ts';

/** Readings as if no API server had begun to count anew where one was restarted as planned. */
export function continuedSamples(
  { restarts }: Pick<TrialMeta, 'restarts'>,
  samples: readonly SampleRecord[],
): readonly SampleRecord[] {
  if (restarts === undefined) return samples;
  const counters = new ContinuedCounters((earlier, later) =>
    restarts.some(
      ({ instance, downMs, upMs }) => instance === earlier.instance && upMs >= earlier.sentMs && downMs <= later.doneMs,
    ),
  );
  return samples.flatMap((sample) => counters.read(sample) ?? []);
}
