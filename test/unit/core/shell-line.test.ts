import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shellLine } from '../../../src/core/shell-line.ts';

test('plain words stay as they are, others are quoted', () => {
  expect(shellLine(['audit-bench', 'run', 'a.yaml', '--set', 'load.phases=[{rate: 50/s}]', "it's", ''])).toBe(
    String.raw`audit-bench run a.yaml --set 'load.phases=[{rate: 50/s}]' 'it'\''s' ''`,
  );
});

test('a word that begins with a tilde is no home folder', () => {
  expect(shellLine(['ls', '~', '~root/a.yaml'])).toBe(`ls '~' '~root/a.yaml'`);
});

test('a shell gives back the words that went in', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme-ascii' }), { minLength: 1 }), (words) => {
      const script = `for word in ${shellLine(words)}; do printf '%s\\0' "$word"; done`;
      const printed = execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1);
      expect(printed).toEqual(words);
    }),
    { numRuns: 50 },
  );
});
