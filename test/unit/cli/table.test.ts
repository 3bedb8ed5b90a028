import { describe, expect, test } from 'vitest';
import { plainTable } from '../../../src/cli/table.ts';

const COLUMNS = ['variant', 'generated', 'loss', 'verdict'];
const ROWS = [
  ['small', '720', '66.8 %', 'miss: lossRatio, missing'],
  ['a much larger one', '1,720', '0 %', 'pass'],
];
const shown = (width: number | null): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are taken away
  plainTable(COLUMNS, ROWS, undefined, width).replace(/\u001b\[\d+m/g, '');

describe('a table fits the terminal and breaks no word', () => {
  test('in one line a row where there is room, and where the output is no terminal', () => {
    const whole = [
      'variant            generated    loss  verdict',
      'small                    720  66.8 %  miss: lossRatio, missing',
      'a much larger one      1,720     0 %  pass',
    ].join('\n');
    expect(shown(80)).toBe(whole);
    expect(shown(null)).toBe(whole);
  });

  test('narrower, with the words of the last column on several lines', () => {
    const columns = ['a', 'b'];
    const table = plainTable(columns, [['x', 'one two three four five six']], undefined, 27);
    expect(table.split('\n').slice(1)).toEqual(['x  one two three four five', '   six']);
  });

  test('narrower still, as one block a row', () => {
    expect(shown(40)).toBe(
      [
        'small',
        '  generated 720 · loss 66.8 %',
        '  miss: lossRatio, missing',
        '',
        'a much larger one',
        '  generated 1,720 · loss 0 %',
        '  pass',
      ].join('\n'),
    );
  });
});
