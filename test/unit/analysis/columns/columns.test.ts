import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { EventSet } from '../../../../src/core/event-set.ts';
import { Floats } from '../../../../src/analysis/columns/floats.ts';
import { selectAt } from '../../../../src/analysis/columns/select.ts';
import { sortTagged } from '../../../../src/analysis/columns/sort-tagged.ts';

test('numbers that come one by one are all there, in their order', () => {
  const floats = new Floats();
  const expected = Array.from({ length: 200_000 }, (_, at) => at / 3);
  for (const value of expected) floats.push(value);
  expect(floats.length).toBe(200_000);
  expect(Array.from(floats.toArray())).toEqual(expected);
  const visited: number[] = [];
  floats.forEach((value, at) => {
    if (at % 50_000 === 0) visited.push(value);
  });
  expect(visited).toEqual([0, 50_000 / 3, 100_000 / 3, 50_000]);
});

describe('sorting times with their tags', () => {
  test('is what a stable sort of pairs gives, sorted or not', () => {
    const times = fc.oneof(
      fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 300 }),
      // Nearly sorted, as arrivals come.
      fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 600 }).map((jitter) => jitter.map((by, at) => at + by)),
    );
    fc.assert(
      fc.property(times, (values) => {
        const pairs = values.map((time, at) => ({ time, tag: at % 256 }));
        const timesMs = Float64Array.from(values);
        const tags = Uint32Array.from(pairs, ({ tag }) => tag);
        sortTagged(timesMs, tags);
        pairs.sort((a, b) => a.time - b.time);
        expect(Array.from(timesMs)).toEqual(pairs.map(({ time }) => time));
        expect(Array.from(tags)).toEqual(pairs.map(({ tag }) => tag));
      }),
      { numRuns: 500 },
    );
  });
});

test('the value at a place of the sorted order is found without sorting', () => {
  const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 100 });
  fc.assert(
    fc.property(values, fc.nat(), (numbers, at) => {
      const place = at % numbers.length;
      const sorted = [...numbers].sort((a, b) => a - b);
      expect(selectAt(Float64Array.from(numbers), place)).toBe(sorted[place]);
    }),
    { numRuns: 1000 },
  );
});

test('a set of events counts each once, by ID and stage', () => {
  const events = new EventSet();
  for (let round = 0; round < 2; round += 1) {
    for (let id = 0; id < 20_000; id += 1) {
      events.add(`0f4d1a0e-65a7-4a5d-9d0e-${id}`, 0);
      events.add(`0f4d1a0e-65a7-4a5d-9d0e-${id}`, 2);
    }
  }
  expect(events.size).toBe(40_000);
});
