import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { settingsToFlags } from '../../src/core/flags.ts';
import { FLAG_FILES, FLAG_FORMATS, formatFlags } from '../../src/report/flag-formats.ts';
import { expectGolden } from '../support/golden.ts';
import { QUICK } from '../support/settings.ts';

const flags = settingsToFlags(
  { ...QUICK, truncate: { maxEventSizeBytes: 102_400, maxBatchSizeBytes: 10_485_760 } },
  'webhook',
);

describe('the flags for every tool', () => {
  test.each(FLAG_FORMATS)('%s', (format) => {
    const text = formatFlags(flags, format);
    expectGolden(`flags/${FLAG_FILES[format]}`, text);
    // Whatever the form, every value is in it, and what is YAML can be read.
    for (const [name, value] of Object.entries(flags)) expect(text, name).toContain(value);
    if (format !== 'flags') expect(() => parse(text) as unknown).not.toThrow();
  });
});
