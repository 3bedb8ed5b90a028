import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Licences that ask for nothing but their text. */
const PERMISSIVE = [
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
  'Unlicense',
  'CC0-1.0',
  'MIT-0',
  'Zlib',
];

test('everything that is shipped has a permissive licence', () => {
  const rows = [...readFileSync('docs/licences.md', 'utf8').matchAll(/^\| (\S+) \| (\d\S*) \| (.+) \| (.+) \|$/gm)];
  expect(rows.length).toBeGreaterThan(50);
  const isPermissive = (licence: string): boolean =>
    licence.split(' OR ').some((choice) => choice.split(' AND ').every((one) => PERMISSIVE.includes(one)));
  const others = rows.filter(([, , , licence = '']) => !isPermissive(licence.replace(/[()]/g, '')));
  expect(others.map(([row]) => row)).toEqual([]);
});
