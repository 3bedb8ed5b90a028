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
    reset: hasReset(between),
    before,
    after,
  };
}

function hasReset(samples: readonly SampleRecord[]): boolean {
  return samples.some((sample, index) => {
    const previous = samples[index - 1]?.counters;
    if (previous == null || sample.counters === null) return false;
    return sample.counters.generated < previous.generated || sample.counters.processStartMs !== previous.processStartMs;
  });
}
