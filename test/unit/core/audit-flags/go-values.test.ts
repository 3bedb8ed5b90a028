import { describe, expect, test } from 'vitest';
import {
  parseGoBool,
  parseGoDurationMs,
  parseGoFloat32,
  parseGoInt,
} from '../../../../src/core/audit-flags/go-values.ts';

// Every expected value is what go1.26 answers (strconv.ParseInt(s, 0, 64), ParseFloat(s, 32), ParseBool, time.ParseDuration).
describe('values as Go reads them', () => {
  test.each([
    ['1000', 1000],
    ['1_000', 1000],
    ['0x1F', 31],
    ['-0x10', -16],
    ['0b11', 3],
    ['017', 15],
    ['0o17', 15],
    ['0_7', 7],
    ['+5', 5],
    ['00', 0],
    ['0x_1', 1],
    ['9223372036854775807', 2 ** 63],
    ['9223372036854775808', undefined],
    ['100000000000000000000', undefined],
    ['08', undefined],
    ['1.5', undefined],
    ['1e3', undefined],
    ['1_', undefined],
    ['1__0', undefined],
    ['0x', undefined],
    [' 1', undefined],
    ['', undefined],
  ])('whole number %j', (text, value) => {
    expect(parseGoInt(text)).toBe(value);
  });

  test.each([
    ['10', 10],
    ['0.5', 0.5],
    ['1e3', 1000],
    ['.5', 0.5],
    ['5.', 5],
    ['1_0.5', 10.5],
    ['+1.5', 1.5],
    ['0x1p-2', 0.25],
    ['0x1.8p1', 3],
    ['0x_1p0', 1],
    ['1e40', undefined],
    ['0x1', undefined],
    ['1e', undefined],
    ['.', undefined],
    ['1s', undefined],
    ['', undefined],
  ])('number %j', (text, value) => {
    expect(parseGoFloat32(text)).toBe(value);
  });

  test.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['1.5h30m', 7_200_000],
    ['.5s', 500],
    ['1.s', 1000],
    ['250us', 0.25],
    ['1µs', 0.001],
    ['1μs', 0.001],
    ['300ns', 0.0003],
    ['-1m', -60_000],
    ['+5s', 5000],
    ['0', 0],
    ['-0', 0],
    ['2562047h', 9_223_369_200_000],
    ['2562048h', undefined],
    ['1', undefined],
    ['1d', undefined],
    ['1 s', undefined],
    ['1h1', undefined],
    ['', undefined],
  ])('duration %j', (text, value) => {
    expect(parseGoDurationMs(text)).toBe(value);
  });

  test('booleans in the twelve spellings, and no others', () => {
    expect(['1', 't', 'T', 'true', 'TRUE', 'True'].map(parseGoBool)).toEqual(Array(6).fill(true));
    expect(['0', 'f', 'F', 'false', 'FALSE', 'False'].map(parseGoBool)).toEqual(Array(6).fill(false));
    expect(['yes', 'on', 'tRUE', ''].map(parseGoBool)).toEqual(Array(4).fill(undefined));
  });
});
