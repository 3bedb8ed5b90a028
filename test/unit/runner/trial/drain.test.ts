import { describe, expect, test } from 'vitest';
import type { Scope } from '../../../../src/core/scope.ts';
import { arrivesAfterReading } from '../../../../src/runner/trial/drain.ts';
import type { Sink } from '../../../../src/sinks/sink.ts';
import { sample } from '../../../support/records.ts';
import { QUICK } from '../../../support/settings.ts';

/** 100 events were generated between the readings and 99 have arrived; the last one arrives at `arrivesMs`. */
async function lastOne(arrivesMs: number) {
  let nowMs = 0;
  const clock = { nowMs: () => nowMs, sleep: async (durationMs: number) => void (nowMs += durationMs) };
  const scope = { clock, signal: new AbortController().signal } as unknown as Scope;
  const counters = async () => ({ deliveredSinceMark: nowMs >= arrivesMs ? 100 : 99 });
  const options = {
    backend: 'webhook',
    before: [sample('before', 0, { generated: 50 })],
    settings: { ...QUICK, maxBatchWaitMs: 1000 },
    answerMs: 0,
    sink: { counters } as unknown as Sink,
  } as const;
  const arrives = await arrivesAfterReading(options, [sample('after', 10, { generated: 150 })], scope);
  return { arrives, waitedMs: nowMs };
}

describe('what was open at the last reading of a trial whose receiver fails', () => {
  test('is waited for', async () => {
    expect(await lastOne(1400)).toEqual({ arrives: true, waitedMs: 1500 });
    expect(await lastOne(0)).toEqual({ arrives: true, waitedMs: 0 });
  });

  test('is in flight when it does not come within its wait, its turn and a margin', async () => {
    const { arrives, waitedMs } = await lastOne(60_000);
    expect(arrives).toBe(false);
    expect(waitedMs).toBeLessThan(8000);
  });
});
