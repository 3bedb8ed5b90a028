import { expect, test } from 'vitest';
import { shipperResult } from '../../../src/analysis/shipping.ts';
import type { BatchRecord, EventRecord } from '../../../src/core/records.ts';
import type { TrialMeta } from '../../../src/core/trial-meta.ts';

const event = (id: string, stageMs: number): EventRecord => [id, 'ResponseComplete', stageMs, 'Metadata', 500];
const batch = (arrivedMs: number, ...events: readonly EventRecord[]): BatchRecord => ({
  arrivedMs,
  delivered: true,
  bodyBytes: 0,
  events,
});

test('what a shipper lost, brought twice or late, of the events between start and last reading', async () => {
  const reading = { place: '/out', restarts: 1, withoutEvents: 0, truncations: 0 };
  const meta = { shipper: reading, startMs: 1000, drainedMs: 9000, objectives: [] } as unknown as TrialMeta;
  const logged = [
    batch(999, event('before', 990)),
    batch(1010, event('a', 1000), event('b', 1005)),
    batch(2000, event('late', 1990), event('lost', 1995)),
    batch(9100, event('after', 9050)),
  ];
  const shipped = [
    batch(1005, event('a', 1000), event('stranger', 1002)),
    batch(1110, event('b', 1005), event('a', 1000), event('before', 990)),
    batch(8000, event('late', 1990)),
  ];
  const raw = { requests: () => [], batches: () => [logged], shipped: () => [shipped], samples: [], cut: [] };
  const result = await shipperResult(meta, raw);
  expect(result).toMatchObject({
    ...reading,
    logged: 4,
    shipped: 3,
    lost: 1,
    duplicated: 1,
    late: 1,
    lateAfterMs: 5000,
  });
  // The output was looked at before the log: no event comes through before it is there.
  expect(result?.lagMs).toMatchObject({ count: 3, max: 6000 });
  expect(result?.lostSample).toEqual([{ auditId: 'lost', stage: 'ResponseComplete', atMs: 995 }]);
  expect(await shipperResult({ ...meta, shipper: undefined } as unknown as TrialMeta, raw)).toBeNull();
});
