import { expect, test } from 'vitest';
import { Floats } from '../../../../src/analysis/columns/floats.ts';
import { TimesSince } from '../../../../src/analysis/columns/times-since.ts';
import { seededRandom } from '../../../../src/core/random.ts';

const NOW_MS = 1_764_000_000_123.4565;

function timesFrom(seed: number): { sentMs: Float64Array; doneMs: number[] } {
  const random = seededRandom(seed);
  const sentMs = Float64Array.from({ length: 1000 }, (_, at) => NOW_MS + at + random());
  const doneMs = Array.from(sentMs, (atMs, at) => (at % 7 === 0 ? Number.NaN : atMs - 5000 + 40_000 * random()));
  return { sentMs, doneMs };
}

test('times of today come back to the last digit, those that are not there as NaN', () => {
  const { sentMs, doneMs } = timesFrom(1);
  const times = new TimesSince((at) => sentMs[at] ?? 0, 10);
  times.grow(1000);
  for (const [at, timeMs] of doneMs.entries()) times.set(at, timeMs);
  expect(doneMs.map((_, at) => times.get(at))).toEqual(doneMs);
  expect(times.get(5000)).toBeNaN();
});

test('what four bytes do not hold makes all wide, and nothing changes', () => {
  const { sentMs, doneMs } = timesFrom(2);
  const odd = [NOW_MS + 600_000, 1.1];
  for (const value of odd) {
    const times = new TimesSince((at) => sentMs[at] ?? 0, 1000, Number.NaN);
    for (const [at, timeMs] of doneMs.entries()) times.set(at, timeMs);
    times.set(3, value);
    times.grow(1001);
    times.set(4, NOW_MS);
    const expected = doneMs.map((timeMs, at) => (at === 3 ? value : at === 4 ? NOW_MS : timeMs));
    expect(expected.map((_, at) => times.get(at))).toEqual(expected);
  }
});

test('durations stand in half the room, and become wide with the first that is none', () => {
  const { sentMs, doneMs } = timesFrom(3);
  const all = doneMs.flatMap((atMs, at) => (Number.isNaN(atMs) ? [] : [atMs - (sentMs[at] ?? 0)]));
  for (const more of [[], [0.1, 1e9, -2.5]]) {
    const floats = new Floats('durations');
    for (const value of [...all, ...more, ...all]) floats.push(value);
    expect([...floats.toArray()]).toEqual([...all, ...more, ...all]);
    expect(floats.length).toBe(2 * all.length + more.length);
  }
});
