import { expect, test } from 'vitest';
import { awaitShipped } from '../../../../src/sinks/shipper/await-shipped.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

/** How long it waits for a shipper that has brought so many of so many events, by the time in ms. */
async function waitedMs(events: (atMs: number) => { logged: number; shipped: number }): Promise<number> {
  const clock = new VirtualClock(0);
  const log = { counters: async () => ({ ...SEEN, deliveredSinceMark: events(clock.nowMs()).logged }) };
  const output = {
    counters: async () => ({ shippedSinceMark: events(clock.nowMs()).shipped, withoutEvents: 0, truncations: 0 }),
  };
  await awaitShipped(log, output, 2000, { clock, signal: new AbortController().signal });
  return clock.nowMs();
}

const SEEN = { delivered: 0, refused: 0, batches: 0, open: 0, pauseMs: 0, deliveredByKind: {}, log: null };

test('ends when every event has come through', async () => {
  expect(await waitedMs((atMs) => ({ logged: 500, shipped: Math.min(500, atMs / 10) }))).toBe(5000);
});

test('ends when none more has come for the patience', async () => {
  expect(await waitedMs((atMs) => ({ logged: 500, shipped: Math.min(400, atMs / 10) }))).toBe(6100);
});

test('an API server that goes on with events of its own, which come through, is not waited for when one was lost', async () => {
  const own = (atMs: number): number => Math.floor(atMs / 1000);
  expect(await waitedMs((atMs) => ({ logged: 500 + own(atMs), shipped: 499 + own(atMs) }))).toBe(2100);
});
