import type { ApiserverCounters, SampleRecord } from '../core/records.ts';

/** What the counters of one API server grew by between the two readings. */
export interface CounterDelta {
  readonly instance: string;
  readonly generated: number;
  readonly errors: ApiserverCounters['errors'];
  readonly rejected: number;
  readonly flowControlRejected: number;
  readonly cpuSeconds: number;
  readonly memoryPeakBytes: number;
  /** Requests answered in between and their time, seconds; `null`: not in the readings. */
  readonly requestDuration: ApiserverCounters['requestDuration'];
  /** A counter fell or the process start changed: the difference means nothing. */
  readonly reset: boolean;
  readonly before: SampleRecord;
  readonly after: SampleRecord;
}

/** Growth from the last `before` to the last `after` reading of an instance; `null` when one of the two is missing. */
export function counterDelta(instance: string, samples: readonly SampleRecord[]): CounterDelta | null {
  const own = samples.filter((sample) => sample.instance === instance && sample.counters !== null);
  const before = own.findLast((sample) => sample.mark === 'before');
  const after = own.findLast((sample) => sample.mark === 'after');
  if (before?.counters == null || after?.counters == null) return null;
  const from = before.counters;
  const to = after.counters;
  const between = own.filter((sample) => sample.sentMs >= before.sentMs && sample.sentMs <= after.sentMs);
  return {
    instance,
    generated: to.generated - from.generated,
    errors: {
      buffered: to.errors.buffered - from.errors.buffered,
      webhook: to.errors.webhook - from.errors.webhook,
      log: to.errors.log - from.errors.log,
      truncate: to.errors.truncate - from.errors.truncate,
    },
    rejected: to.rejected - from.rejected,
    flowControlRejected: to.flowControlRejected - from.flowControlRejected,
    cpuSeconds: to.cpuSeconds - from.cpuSeconds,
    memoryPeakBytes: Math.max(...between.map((sample) => sample.counters?.residentMemoryBytes ?? 0)),
    requestDuration: durationBetween(from.requestDuration, to.requestDuration),
    reset: hasReset(between),
    before,
    after,
  };
}

/** Mean over all API servers, ms; `null` when one of them does not tell, or nothing was answered. */
export function requestDurationMeanMs(deltas: readonly (CounterDelta | null)[]): number | null {
  let sumSeconds = 0;
  let count = 0;
  for (const delta of deltas) {
    if (delta?.requestDuration == null) return null;
    sumSeconds += delta.requestDuration.sumSeconds;
    count += delta.requestDuration.count;
  }
  return count === 0 ? null : (sumSeconds / count) * 1000;
}

function durationBetween(
  from: ApiserverCounters['requestDuration'] | undefined,
  to: ApiserverCounters['requestDuration'] | undefined,
): ApiserverCounters['requestDuration'] {
  if (to == null) return null;
  return { sumSeconds: to.sumSeconds - (from?.sumSeconds ?? 0), count: to.count - (from?.count ?? 0) };
}

function hasReset(samples: readonly SampleRecord[]): boolean {
  return samples.some((sample, index) => {
    const previous = samples[index - 1]?.counters;
    if (previous == null || sample.counters === null) return false;
    return sample.counters.generated < previous.generated || sample.counters.processStartMs !== previous.processStartMs;
  });
}
