import { expect, test } from 'vitest';
import { optionChecker } from '../../../src/cli/checked-options.ts';

const KNOWN = { array: ['set'], string: ['out'] };

test('an option given twice is refused, one that takes several values is not', () => {
  const check = optionChecker(['run', '--out', 'a', '--out=b', '--set', 'x=1']);
  expect(() => check({ out: ['a', 'b'], set: ['x=1'] }, KNOWN)).toThrow('--out: is given 2 times');
  expect(check({ out: 'a', set: ['x=1', 'y=2'] }, KNOWN)).toBe(true);
});

test('the names behind a command are as many as one likes', () => {
  expect(optionChecker(['clusters', 'rm', 'a'])({ names: ['a'] }, KNOWN)).toBe(true);
  expect(optionChecker(['clusters', 'rm', 'a', 'b'])({ names: ['a', 'b'] }, KNOWN)).toBe(true);
});

test('an option without a value is named with its dashes, a name without', () => {
  expect(() => optionChecker(['run', '--out', ''])({ out: '' }, KNOWN)).toThrow('--out: is empty, expected a value');
  expect(() => optionChecker(['open', ''])({ out: '' }, KNOWN)).toThrow(/^out: is empty, expected a value/);
});

test('a default may be empty', () => {
  expect(optionChecker(['policy', 'explain', 'p.yaml'])({ out: '' }, KNOWN)).toBe(true);
});
