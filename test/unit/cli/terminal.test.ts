import { describe, expect, test } from 'vitest';
import { wrapped } from '../../../src/cli/terminal.ts';

describe('a line that is longer than the terminal is wide', () => {
  test('is broken between words and goes on below its first', () => {
    expect(wrapped('  With the receiver away a batch is given up.', 24)).toBe(
      ['  With the receiver away', '  a batch is given up.'].join('\n'),
    );
  });

  test('with a label goes on beside the label', () => {
    expect(wrapped('  events size   644 B in the mean, 583 B median', 34)).toBe(
      ['  events size   644 B in the mean,', '                583 B median'].join('\n'),
    );
  });

  test('goes on below its indent where the label leaves no room', () => {
    expect(wrapped('  a-very-long-label-of-a-line   one two', 30)).toBe(
      ['  a-very-long-label-of-a-line', '  one two'].join('\n'),
    );
  });

  test('keeps a word that is longer whole: a path can be copied', () => {
    expect(wrapped('Page: /a/path/that/is/longer/than/the/terminal', 20)).toBe(
      ['Page:', '/a/path/that/is/longer/than/the/terminal'].join('\n'),
    );
  });

  test('keeps its colour over the breaks, and an empty line', () => {
    expect(wrapped('\u001b[33mone two\u001b[39m\n\nthree', 4)).toBe(
      '\u001b[33mone\u001b[39m\n\u001b[33mtwo\u001b[39m\n\nthree',
    );
  });
});
