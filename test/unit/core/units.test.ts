import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settingsFromDocument, settingsToDocument } from '../../../src/core/settings-document.ts';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatMs,
  formatRatio,
  parseDurationMs,
  parseRatePerSecond,
  parseSizeBytes,
} from '../../../src/core/units.ts';
import type { AuditSettings } from '../../../src/core/settings.ts';

describe('units as people write them', () => {
  test.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['250ms', 250],
    ['1.5h', 5_400_000],
    ['500µs', 0.5],
    ['0s', 0],
    ['30', undefined],
    ['30 s', undefined],
    ['-1s', undefined],
    ['', undefined],
    ['1d', undefined],
  ])('the duration "%s"', (text, ms) => {
    expect(parseDurationMs(text)).toBe(ms);
  });

  test.each([
    ['500/s', 500],
    ['30/m', 0.5],
    ['0.5/s', 0.5],
    ['500', undefined],
    ['500 rps', undefined],
    ['-5/s', undefined],
  ])('the rate "%s"', (text, perSecond) => {
    expect(parseRatePerSecond(text)).toBe(perSecond);
  });

  test.each([
    ['10MiB', 10_485_760],
    ['64KB', 64_000],
    ['1.5KiB', 1536],
    ['10', undefined],
    ['10mb', undefined],
  ])('the size "%s"', (text, bytes) => {
    expect(parseSizeBytes(text)).toBe(bytes);
  });

  test('a duration in the form of Go reads back to the same milliseconds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (ms) => {
        expect(parseDurationMs(formatDuration(ms))).toBe(ms);
      }),
    );
    expect([1500, 250, 90_000, 3_600_000].map(formatDuration)).toEqual(['1.5s', '250ms', '1m30s', '1h']);
  });

  test('numbers for people', () => {
    expect([formatBytes(1536), formatBytes(0), formatBytes(10 * 2 ** 30)]).toEqual(['1.5 KiB', '0 B', '10 GiB']);
    expect([formatCount(12_345), formatCount(null)]).toEqual(['12,345', '–']);
    expect([formatMs(0.42), formatMs(12_345), formatMs(null)]).toEqual(['0.42 ms', '12.3 s', '–']);
  });

  test('a loss is never rounded to nothing', () => {
    expect([0, 0.25, 0.00001, 1e-9].map(formatRatio)).toEqual(['0 %', '25 %', '0.001 %', '< 0.001 %']);
  });
});

describe('settings in result.json', () => {
  const common = {
    initialBackoffMs: fc.integer({ min: 1, max: 60_000 }),
    truncate: fc.option(fc.record({ maxEventSizeBytes: fc.nat(), maxBatchSizeBytes: fc.nat() }), { nil: null }),
  };
  const settings: fc.Arbitrary<AuditSettings> = fc.oneof(
    fc.record({ mode: fc.constantFrom('blocking' as const, 'blocking-strict' as const), ...common }),
    fc.record({
      mode: fc.constant('batch' as const),
      bufferSize: fc.nat(),
      maxBatchSize: fc.nat(),
      maxBatchWaitMs: fc.integer({ min: 1, max: 600_000 }),
      throttleEnabled: fc.constant(true),
      throttleQps: fc.integer({ min: 1, max: 1000 }),
      throttleBurst: fc.nat(),
      ...common,
    }),
  );

  test('read back to the same settings', () => {
    fc.assert(
      fc.property(settings, (given) => {
        expect(settingsFromDocument(settingsToDocument(given))).toEqual(given);
      }),
    );
  });
});
