import { describe, expect, test } from 'vitest';
import { lostOthersMs } from '../../../../src/analysis/ledger/lost-others.ts';
import type { SampleRecord } from '../../../../src/core/records.ts';
import { sample } from '../../../support/records.ts';

const START_MS = 10_000;
/** A reading of 5 ms around this time from the start. */
function reading(atMs: number, generated: number, buffered: number): SampleRecord {
  const errors = { buffered, webhook: 0, log: 0, truncate: 0 };
  return sample(atMs < 0 ? 'before' : 'grid', START_MS + atMs - 2.5, { generated, errors });
}
const place = (
  samples: readonly SampleRecord[],
  knownMs: readonly number[],
  lost: number,
  earlierMs: number[] = [],
  ourLostMs: number[] = [],
) =>
  Array.from(
    lostOthersMs({
      samples,
      startMs: START_MS,
      knownMs: Float64Array.from(knownMs),
      earlierMs: Float64Array.from(earlierMs),
      ourLostMs: Float64Array.from(ourLostMs),
      lost,
    }),
  );

describe('lost events of others', () => {
  test('lie between the readings from which on the counters know of more events than have been seen', () => {
    const samples = [reading(-100, 50, 0), reading(500, 52, 0), reading(1000, 57, 4), reading(1500, 60, 6)];
    // Two are known in the first interval, three of five in the second, three of three in the third.
    expect(place(samples, [10, 20, 600, 700, 800, 1100, 1200, 1300], 2)).toEqual([625, 875]);
  });

  test('a reading that was a few off is not taken for them', () => {
    const samples = [reading(-100, 0, 0), reading(500, 3, 0), reading(1000, 4, 1), reading(1500, 6, 3)];
    // The first reading counted one that is stamped after it.
    expect(place(samples, [100, 200, 501, 900, 1100], 1)).toEqual([1250]);
  });

  test('delivered events of others from before the start are known', () => {
    const samples = [reading(-100, 0, 0), reading(500, 3, 0), reading(1000, 4, 2)];
    expect(place(samples, [100, 200], 1, [-50])).toEqual([750]);
  });

  test('are looked for where events were lost', () => {
    const samples = [reading(-100, 0, 0), reading(500, 1, 0), reading(1000, 1, 1), reading(1500, 1, 1)];
    expect(place(samples, [], 1)).toEqual([750]);
  });

  test('lie within that where ours were lost: a load that ends between two readings leaves room in the buffer', () => {
    const samples = [reading(-100, 0, 0), reading(500, 40, 0), reading(1000, 90, 22)];
    const known = Array.from({ length: 88 }, (_, index) => 6 * (index + 1));
    expect(place(samples, known, 2, [], [470, 510, 514, 520, 526, 1200])).toEqual([514, 526]);
    expect(place(samples, known, 2, [], [470, 1200])).toEqual([625, 875]);
  });

  test('are none without readings, or when all that was lost is ours', () => {
    expect(place([reading(-100, 0, 0)], [], 3)).toEqual([]);
    expect(place([reading(-100, 0, 0), reading(500, 9, 5)], [1, 2, 3, 4], 0)).toEqual([]);
    expect(place([sample('before', 0, null), sample('grid', 500, null)], [], 2)).toEqual([]);
  });
});
