import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonText } from '../../../src/events/json-text.ts';
import { MalformedEventList } from '../../../src/events/malformed.ts';
import { checkValue } from '../../../src/events/strict-json.ts';

const text = new JsonText();

/** `ok`, or what is wrong with the value that the whole text is. */
function check(json: string | Buffer): string {
  text.load([Buffer.from(json)]);
  try {
    const end = text.skipSpace(checkValue(text, text.skipSpace(0)));
    return end === text.length ? 'ok' : 'text after the value';
  } catch (error) {
    if (error instanceof MalformedEventList) return error.message;
    throw error;
  }
}

function parses(json: string): boolean {
  try {
    JSON.parse(json);
    return true;
  } catch {
    return false;
  }
}

describe('JSON', () => {
  test.each([
    '{}',
    '[]',
    ' [ 1 , -0.5e+3 , true , false , null , "" ] ',
    '{"a":{"b":[{},[],[[{"c":"d"}]]]},"e":"\\u00e9\\n\\/"}',
    '"é 漢 😀"',
    '"\u007f"',
  ])('%s is taken', (json) => {
    expect(check(json)).toBe('ok');
  });

  test.each([
    ['{"name":}', 'expected a value'],
    ['{"name":tru}', 'a value that is not JSON'],
    ['{"name":01}', 'a value that is not JSON'],
    ['{"name":1.}', 'a value that is not JSON'],
    ['{"name" "a"}', 'expected a colon'],
    ['{"name":"a",}', 'a comma before the end'],
    ['{name:1}', 'expected a key'],
    ['[1 2]', 'expected a comma'],
    ['[1}', 'expected a comma'],
    ['{"a":1]', 'expected a comma'],
    ['"a\u0001b"', 'a control character in a string'],
    ['"a\\xb"', 'a broken escape in a string'],
    ['"\\u12g4"', 'a broken escape in a string'],
    ['"abc', 'the text ends in the middle of a value'],
    ['"abc\\', 'the text ends in the middle of a value'],
    ['{"a":{', 'the text ends in the middle of a value'],
    ['', 'the text ends in the middle of a value'],
    ['['.repeat(10_001), 'nested too deep'],
  ])('%s is not', (json, why) => {
    expect(check(json)).toBe(why);
  });

  test('what JSON.parse takes is taken and nothing else, however a text is damaged', () => {
    fc.assert(
      fc.property(
        fc.json({ stringUnit: 'binary' }),
        fc.array(
          fc.record({
            at: fc.nat(),
            put: fc.constantFrom('', '{', '}', '[', ']', ',', ':', '"', '\\', '\u0001', '0', 'e', ' '),
          }),
          {
            maxLength: 2,
          },
        ),
        (json, damages) => {
          let damaged = json;
          for (const { at, put } of damages) {
            const place = at % (damaged.length + 1);
            damaged = `${damaged.slice(0, place)}${put}${damaged.slice(place + 1)}`;
          }
          expect(check(damaged) === 'ok').toBe(parses(damaged));
        },
      ),
      { numRuns: 5000 },
    );
  });
});
