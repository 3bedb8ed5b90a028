import type { ApiserverCounters, BatchRecord, RequestRecord, SampleRecord } from '../../src/core/records.ts';

/** Raw records made by hand; times are small numbers instead of epoch milliseconds. */
export function request(number: number, changes: Partial<RequestRecord> = {}): RequestRecord {
  return {
    id: `ab-aaaaaa-m${number}`,
    phase: 0,
    shape: 0,
    instance: 'apiserver-1',
    intendedMs: number * 10,
    sentMs: number * 10,
    doneMs: number * 10 + 2,
    status: 200,
    name: 'obj-0',
    ...changes,
  };
}

/** A batch of ResponseComplete events of these audit IDs, made 1 ms before it arrived. */
export function batch(ids: readonly string[], arrivedMs: number, changes: Partial<BatchRecord> = {}): BatchRecord {
  return {
    arrivedMs,
    delivered: true,
    answeredMs: arrivedMs + 1,
    status: 200,
    bodyBytes: 730 * ids.length,
    concurrency: 1,
    peer: '127.0.0.1:40000',
    events: ids.map((id) => [id, 'ResponseComplete', arrivedMs - 1, 'Metadata', 730] as const),
    ...changes,
  };
}

export function counters(changes: Partial<ApiserverCounters> = {}): ApiserverCounters {
  return {
    generated: 0,
    errors: { buffered: 0, webhook: 0, log: 0, truncate: 0 },
    rejected: 0,
    auditedRequests: 0,
    flowControlRejected: 0,
    processStartMs: 1,
    residentMemoryBytes: 100,
    cpuSeconds: 0,
    requestDuration: null,
    inflightRequests: 0,
    ...changes,
  };
}

export function sample(
  mark: SampleRecord['mark'],
  sentMs: number,
  changes: Partial<ApiserverCounters> | null = {},
  instance = 'apiserver-1',
): SampleRecord {
  return { instance, sentMs, doneMs: sentMs + 5, mark, counters: changes === null ? null : counters(changes) };
}
