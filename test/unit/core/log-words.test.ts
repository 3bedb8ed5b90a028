import { expect, test } from 'vitest';
import { logTable } from '../../../src/core/log-words.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';

const READING = { rotations: 2, removedUnread: [], truncations: 0, brokenLines: 0, unfinishedLines: 0 };

function keptOf(bytes: number, keptForMs: number | null): string | undefined {
  return logTable(madeUpRun([madeUpTrial({ log: { ...READING, bytes, keptForMs } })]))?.rows[0]?.at(-1);
}

test('how long a log keeps evidence is told in a unit that fits', () => {
  expect(keptOf(1000, 5000)).toBe('5 s');
  expect(keptOf(1000, 90_000)).toBe('1.5 min');
  expect(keptOf(1000, 7_200_000)).toBe('2.0 h');
  expect(keptOf(1000, 172_800_000)).toBe('2.0 days');
  expect(keptOf(1000, null)).toBe('for ever');
});

test('of a log that nothing was written to nothing is told, and without a log there is no table', () => {
  expect(keptOf(0, null)).toBe('–');
  expect(logTable(madeUpRun([madeUpTrial()]))).toBeNull();
});
