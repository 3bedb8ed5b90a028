import { describe, expect, test } from 'vitest';
import { type CounterDelta, counterDelta, requestDurationMeanMs } from '../../../src/analysis/counters.ts';
import { eventAccount, usableDeltas } from '../../../src/analysis/events-account.ts';
import { ALWAYS, EventCount, readingWindow } from '../../../src/analysis/ledger/event-count.ts';
import { Ledger } from '../../../src/analysis/ledger/ledger.ts';
import { stageNumber } from '../../../src/analysis/ledger/stages.ts';
import type { ApiserverCounters, BatchRecord } from '../../../src/core/records.ts';
import { batch, request, sample } from '../../support/records.ts';
import { madeUpMeta } from '../../support/trial-meta.ts';

const NONE = { buffered: 0, webhook: 0, log: 0, truncate: 0 };
const ids = (count: number, from = 1): readonly string[] =>
  Array.from({ length: count }, (_, index) => `ab-aaaaaa-m${from + index}`);

/** Requests 1 to 50 are known, the others are not: both must be counted once. */
function countOf(batches: readonly BatchRecord[], deltas: readonly (CounterDelta | null)[]): EventCount {
  const ledger = new Ledger(madeUpMeta());
  for (let number = 1; number <= 50; number += 1) ledger.addRequest(request(number));
  const usable = usableDeltas(deltas);
  const counted = new EventCount(ledger.requests, usable === null ? ALWAYS : readingWindow(usable));
  for (const { events } of batches)
    for (const [id, stage, stageMs] of events) counted.add(ledger.numberOf(id), id, stageNumber(stage), stageMs);
  return counted;
}

function account(after: Partial<ApiserverCounters>, batches: readonly BatchRecord[], drained = true) {
  const samples = [sample('before', 0), sample('after', 10_000, after)];
  return eventAccount({
    deltas: [counterDelta('apiserver-1', samples)],
    backend: 'webhook',
    counted: countOf(batches, [counterDelta('apiserver-1', samples)]),
    oursExpected: 90,
    overheadEvents: 4,
    drained,
  });
}

describe('the account of all events', () => {
  test('adds up: generated = dropped + discarded + failed + delivered', () => {
    const errors = { ...NONE, buffered: 20, webhook: 10, truncate: 5 };
    expect(account({ generated: 100, errors }, [batch(ids(65), 5000)])).toEqual({
      generated: 100,
      dropped: 20,
      discarded: 5,
      failed: 10,
      delivered: 65,
      inFlight: 0,
      unexplained: 0,
      background: 6,
      overhead: 4,
    });
  });

  test('what is not accounted for is in flight before the drain has ended, and unexplained after', () => {
    expect(account({ generated: 100 }, [batch(ids(97), 5000)], false)).toMatchObject({ inFlight: 3, unexplained: 0 });
    expect(account({ generated: 100 }, [batch(ids(97), 5000)])).toMatchObject({ inFlight: 0, unexplained: 3 });
  });

  test('more delivered than generated is unexplained too', () => {
    expect(account({ generated: 100 }, [batch(ids(103), 5000)])).toMatchObject({ delivered: 103, unexplained: -3 });
  });

  test('events made while a reading was under way are put where they explain most', () => {
    const during = batch(ids(10, 91), 10_003);
    const inside = batch(ids(90), 5000);
    expect(account({ generated: 95 }, [inside, during])).toMatchObject({ delivered: 95, unexplained: 0 });
    expect(account({ generated: 90 }, [inside, during])).toMatchObject({ delivered: 90, unexplained: 0 });
  });

  test('events from before the first reading and duplicates are not counted', () => {
    const batches = [batch(ids(5, 200), -500), batch(ids(90), 5000), batch(ids(90), 6000)];
    expect(account({ generated: 90 }, batches)).toMatchObject({ delivered: 90, unexplained: 0 });
  });

  test('without both readings, or over a restart, nothing is claimed but what arrived', () => {
    const batches = [batch(ids(7), 5000)];
    const input = { backend: 'webhook' as const, oursExpected: 7, overheadEvents: 0, drained: true };
    const reset = counterDelta('apiserver-1', [
      sample('before', 0, { generated: 50 }),
      sample('after', 9, { generated: 4 }),
    ]);
    for (const delta of [null, reset])
      expect(eventAccount({ ...input, deltas: [delta], counted: countOf(batches, [delta]) })).toMatchObject({
        generated: null,
        unexplained: null,
        delivered: 7,
      });
  });
});

describe('what the counters grew by', () => {
  test('is taken from the last reading before to the last after, with the peak of memory between', () => {
    const delta = counterDelta('apiserver-1', [
      sample('before', 0, { generated: 5 }),
      sample('before', 10, { generated: 10, cpuSeconds: 1 }),
      sample('grid', 20, { generated: 30, residentMemoryBytes: 900 }),
      sample('grid', 25, { generated: 99 }, 'apiserver-2'),
      sample('after', 30, { generated: 50, cpuSeconds: 3, errors: { ...NONE, buffered: 7 } }),
    ]);
    expect(delta).toMatchObject({
      generated: 40,
      cpuSeconds: 2,
      memoryPeakBytes: 900,
      reset: false,
      errors: { buffered: 7 },
    });
  });

  test('the mean request duration is over all API servers, and null when one does not tell', () => {
    const between = (instance: string, from: number, to: number) =>
      counterDelta(instance, [
        sample('before', 0, { requestDuration: { sumSeconds: 1, count: from } }, instance),
        sample('after', 9, { requestDuration: { sumSeconds: 2, count: to } }, instance),
      ]);
    expect(requestDurationMeanMs([between('a', 10, 110), between('b', 0, 300)])).toBe(5);
    const silent = counterDelta('b', [sample('before', 0, {}, 'b'), sample('after', 9, {}, 'b')]);
    expect(requestDurationMeanMs([between('a', 10, 110), silent])).toBeNull();
  });

  test('is nothing without one of the readings', () => {
    expect(counterDelta('apiserver-1', [sample('before', 0), sample('after', 5, null)])).toBeNull();
    expect(counterDelta('apiserver-1', [sample('after', 5)])).toBeNull();
  });

  test.each([
    ['a counter that falls', { generated: 3 }],
    ['another start of the process', { generated: 99, processStartMs: 2 }],
  ])('%s is a reset', (_, changes) => {
    const samples = [
      sample('before', 0, { generated: 10 }),
      sample('grid', 5, changes),
      sample('after', 9, { ...changes, generated: 100 }),
    ];
    expect(counterDelta('apiserver-1', samples)?.reset).toBe(true);
  });
});
