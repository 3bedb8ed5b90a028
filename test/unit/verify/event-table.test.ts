import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EventTable } from '../../../src/verify/event-table.ts';

test('an event is found by its key, however many there are, and has the number of its first coming', () => {
  const half = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  fc.assert(
    fc.property(fc.array(fc.tuple(half, half), { minLength: 1, maxLength: 9000 }), half, (keys, other) => {
      const table = new EventTable();
      const wanted = new Map<string, number>();
      for (const [high, low] of keys) {
        const key = `${high} ${low}`;
        const isNew = !wanted.has(key);
        if (isNew) wanted.set(key, wanted.size);
        expect(table.add(high, low)).toEqual({ event: wanted.get(key), isNew });
      }
      for (const [high, low] of keys) expect(table.find(high, low)).toBe(wanted.get(`${high} ${low}`));
      expect(table.find(other, other)).toBe(wanted.get(`${other} ${other}`) ?? -1);
      expect(table.length).toBe(wanted.size);
    }),
    { numRuns: 20 },
  );
});
