import { describe, expect, test } from 'vitest';
import type { Recommendation } from '../../../src/core/recommendation.ts';
import { recommendationSection } from '../../../src/report/page/recommendation.ts';
import { COSTS, RECOMMENDATION, SETTINGS } from '../../support/recommendation.ts';
import { madeUpRun } from '../../support/results.ts';

/** The cells of the rows of all tables, as text. */
function tables(changes: Partial<Recommendation>): readonly (readonly string[])[] {
  const page = recommendationSection(madeUpRun([], { recommendation: { ...RECOMMENDATION, ...changes } }))?.text ?? '';
  return [...page.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => cell),
  );
}

const BATCHES = 'buffer-size 2,000, max-size 10, max-wait 200ms, throttle-qps 50, throttle-burst 60';

describe('the recommendation on the page', () => {
  test('alternatives stand beside what is recommended, each with its costs and the reason', () => {
    const quicker = {
      settings: { ...SETTINGS, maxBatchSize: 5, throttleEnable: false },
      costs: { ...COSTS, lagP99Ms: 90, receiverRequestsPerSecond: 1234 },
      why: 'at most half the lag',
    };
    expect(tables({ alternatives: [quicker] })).toEqual([
      [
        'settings',
        'memory, buffer full',
        'requests/s',
        'at a time',
        'body',
        'lag p99',
        'drain at shutdown',
        'memory, receiver dead',
        'why',
      ],
      [BATCHES, '3 MiB', '50', '2', '10 KiB', '210 ms', '4 s', '1 GiB', 'recommended'],
      [
        'buffer-size 2,000, max-size 5, max-wait 200ms, throttle-enable false',
        '3 MiB',
        '1,234',
        '2',
        '10 KiB',
        '90 ms',
        '4 s',
        '1 GiB',
        'at most half the lag',
      ],
    ]);
  });

  test('mode blocking is an alternative without a buffer', () => {
    const blocking = {
      settings: { mode: 'blocking', initialBackoff: '200ms' } as const,
      costs: { ...COSTS, bufferBytes: 0 },
      why: 'no buffer',
    };
    expect(tables({ alternatives: [blocking] })[2]).toEqual([
      'mode blocking, no buffer',
      '0 B',
      '50',
      '2',
      '10 KiB',
      '210 ms',
      '4 s',
      '1 GiB',
      'no buffer',
    ]);
  });

  test('each API server has settings of its own where they differ', () => {
    const perInstance = [
      { name: 'one', settings: SETTINGS },
      { name: 'two', settings: { ...SETTINGS, bufferSize: 300 } },
    ];
    expect(tables({ perInstance })).toEqual([
      ['API server', 'settings'],
      ['one', BATCHES],
      ['two', 'buffer-size 300, max-size 10, max-wait 200ms, throttle-qps 50, throttle-burst 60'],
    ]);
  });

  test('without alternatives and differences there is no table', () => {
    expect(tables({})).toEqual([]);
  });
});
