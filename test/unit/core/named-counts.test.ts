import { expect, test } from 'vitest';
import { namedCounts } from '../../../src/core/named-counts.ts';

test('names and counts in a line, the first six of them', () => {
  const entries = ['a', '', 'c', 'd', 'e', 'f', 'g'].map((name, index) => ({ name, count: 7 - index }));
  expect(namedCounts(entries, 'nobody', String)).toBe('a 7 · nobody 6 · c 5 · d 4 · e 3 · f 2 · …');
});

test('a long name that somebody sent is cut', () => {
  const text = namedCounts([{ name: 'x'.repeat(1_000_000), count: 1 }], 'nobody', String);
  expect(text).toBe(`${'x'.repeat(139)}… 1`);
});
