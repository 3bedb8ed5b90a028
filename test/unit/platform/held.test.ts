import { expect, test } from 'vitest';
import { Held } from '../../../src/platform/held.ts';

test('all is given back in reverse order, also behind one that cannot be, whose error is told', async () => {
  const order: string[] = [];
  const held = new Held();
  for (const name of ['a', 'b', 'c'])
    held.keep({
      async close() {
        order.push(name);
        if (name !== 'a') throw new Error(`${name} is stuck`);
      },
    });
  await expect(held.close()).rejects.toThrow('c is stuck');
  expect(order).toEqual(['c', 'b', 'a']);
  await held.close();
  expect(order).toHaveLength(3);
});
