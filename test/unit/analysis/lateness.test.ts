import { describe, expect, test } from 'vitest';
import { judgeLateness } from '../../../src/analysis/lateness.ts';
import { latenessSentence } from '../../../src/core/lateness.ts';
import { WEBHOOK_DEFAULTS } from '../../../src/core/kubernetes-defaults.ts';
import type { BatchSettings } from '../../../src/core/settings.ts';

const SETTINGS: BatchSettings = {
  ...WEBHOOK_DEFAULTS,
  maxBatchSize: 50,
  throttleQps: 10,
  throttleBurst: 1,
  bufferSize: 900,
};

/** 1,000 requests meant to leave at once, sent over so many ms. */
const burstOver = (spreadMs: number) => {
  const lateMs = Float64Array.from({ length: 1000 }, (_, index) => (index * spreadMs) / 1000);
  return [{ instance: 'a', timesMs: lateMs, sizesBytes: new Float64Array(1000), timerStartMs: null, lateMs }];
};

describe('requests that left late', () => {
  test('where the model says the same of what was sent and what was intended, it is told and no doubt', () => {
    const lateness = judgeLateness(SETTINGS, burstOver(20), 20);
    expect(lateness).toMatchObject({ matters: false, asSent: { dropped: 0 }, asIntended: { dropped: 0 } });
    expect(latenessSentence(lateness)).toBe(
      'requests left late: p99 20 ms (above 10 ms), and it does not matter: by the model 0 dropped as sent and 0 as intended, smallest buffer 900 and 900',
    );
  });

  test('where B* differs by more than a batch, it matters, with both numbers and what to do', () => {
    const lateness = judgeLateness(SETTINGS, burstOver(2000), 1980);
    expect(lateness.matters).toBe(true);
    expect(lateness.asIntended.smallestBuffer - lateness.asSent.smallestBuffer).toBeGreaterThan(50);
    expect(latenessSentence(lateness)).toMatch(
      /^requests left late: p99 1\.98 s \(above 10 ms\), and it matters: by the model 0 dropped as sent and 0 as intended, smallest buffer \d+ and 900; use a quieter machine, a lower rate or more load\.workers$/,
    );
  });

  test('where drops differ, it matters', () => {
    expect(judgeLateness({ ...SETTINGS, bufferSize: 300 }, burstOver(2000), 1980)).toMatchObject({ matters: true });
  });

  test('what is not ours is late by nothing', () => {
    const [record] = burstOver(2000);
    if (record === undefined) expect.unreachable();
    const other = { ...record, lateMs: new Float64Array(1000) };
    expect(judgeLateness(SETTINGS, [other], 20)).toMatchObject({ matters: false });
  });
});
