import type { ApiserverCounters, SampleRecord } from '../../core/records.ts';

/** Whether an API server was to be restarted between two readings of it. */
export type IsPlanned = (earlier: SampleRecord, later: SampleRecord) => boolean;

interface Life {
  /** What the lives before it counted. */
  readonly before: ApiserverCounters | null;
  readonly last: SampleRecord;
}

/**
 * The counters of API servers that are restarted as planned: a new process counts from 0, and goes on here where the
 * last reading of the one before it stood. Readings of each API server in the order of time.
 */
export class ContinuedCounters {
  readonly #isPlanned: IsPlanned;
  readonly #lives = new Map<string, Life>();

  constructor(isPlanned: IsPlanned) {
    this.#isPlanned = isPlanned;
  }

  /** `null`: it was under way when another one of the same process was made, and is told after it. */
  read(sample: SampleRecord): SampleRecord | null {
    const { counters } = sample;
    if (counters === null) return sample;
    const life = this.#lives.get(sample.instance);
    if (life !== undefined && isOlder(sample, life.last)) return null;
    const before = life === undefined ? null : this.#before(life, sample);
    this.#lives.set(sample.instance, { before, last: sample });
    return continued(before, sample, counters);
  }

  #before({ before, last }: Life, sample: SampleRecord): ApiserverCounters | null {
    const isSame = last.counters?.processStartMs === sample.counters?.processStartMs;
    if (isSame || last.counters === null || !this.#isPlanned(last, sample)) return before;
    return before === null ? last.counters : added(before, last.counters);
  }
}

function isOlder({ counters }: SampleRecord, { counters: last }: SampleRecord): boolean {
  return counters?.processStartMs === last?.processStartMs && (counters?.generated ?? 0) < (last?.generated ?? 0);
}

function continued(before: ApiserverCounters | null, sample: SampleRecord, counters: ApiserverCounters): SampleRecord {
  return before === null ? sample : { ...sample, counters: added(before, counters) };
}

/** What grows is added up, what is a level stays; the process is the one that began. */
function added(before: ApiserverCounters, now: ApiserverCounters): ApiserverCounters {
  const durations = [before.requestDuration, now.requestDuration].filter((duration) => duration != null);
  return {
    ...now,
    generated: before.generated + now.generated,
    errors: {
      buffered: before.errors.buffered + now.errors.buffered,
      webhook: before.errors.webhook + now.errors.webhook,
      log: before.errors.log + now.errors.log,
      truncate: before.errors.truncate + now.errors.truncate,
    },
    rejected: before.rejected + now.rejected,
    auditedRequests: before.auditedRequests + now.auditedRequests,
    flowControlRejected: before.flowControlRejected + now.flowControlRejected,
    processStartMs: before.processStartMs,
    cpuSeconds: before.cpuSeconds + now.cpuSeconds,
    requestDuration:
      durations.length === 0
        ? null
        : {
            sumSeconds: durations.reduce((sum, { sumSeconds }) => sum + sumSeconds, 0),
            count: durations.reduce((sum, { count }) => sum + count, 0),
          },
  };
}
