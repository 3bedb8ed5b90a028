import { describe, expect, test } from 'vitest';
import { legacyLine } from '../../../src/clusters/embedded/legacy-line.ts';
import { readLines } from '../../../src/events/batch.ts';
import { readLegacyLines } from '../../../src/events/legacy-lines.ts';

const event = (number: number, more: object = {}): string =>
  JSON.stringify({
    level: 'Metadata',
    auditID: `ab-aaaaaa-m${number}`,
    stage: 'ResponseComplete',
    stageTimestamp: '2026-11-24T09:00:00.000001Z',
    ...more,
  });

const recordsOf = (records: Buffer): readonly (readonly unknown[])[] =>
  JSON.parse(`[${records.toString()}]`) as readonly (readonly unknown[])[];

describe('lines of a log', () => {
  test('are events, one each; empty lines are none', () => {
    const text = `${event(1)}\n\n${event(2, { requestObject: { auditID: 'not this one' } })}\n`;
    const { records, stageMs, byKind, bodyBytes, broken } = readLines(Buffer.from(text));
    expect(recordsOf(records).map(([id]) => id)).toEqual(['ab-aaaaaa-m1', 'ab-aaaaaa-m2']);
    expect(stageMs).toHaveLength(2);
    expect(byKind).toEqual(new Map([['m', 2]]));
    expect({ bodyBytes, broken }).toEqual({ bodyBytes: text.length, broken: 0 });
  });

  test.each([
    ['text', 'no JSON'],
    ['a cut event', event(9).slice(0, 40)],
    ['a string that is not closed', event(9).slice(0, -2)],
    ['two events', `${event(8)}${event(9)}`],
    ['an event without a time', '{"auditID":"a","stage":"ResponseComplete"}'],
    ['zeros, as a crash leaves them', '\0\0\0\0'],
  ])('%s is counted as broken, and the next line is read', (_, line) => {
    const { records, broken } = readLines(Buffer.from(`${event(1)}\n${line}\n${event(2)}\n`));
    expect(recordsOf(records).map(([id]) => id)).toEqual(['ab-aaaaaa-m1', 'ab-aaaaaa-m2']);
    expect(broken).toBe(1);
  });

  test('of the old format tell ID, stage and when the request came', () => {
    const line = legacyLine(
      event(7, {
        verb: 'get',
        requestURI: '/api/v1/x?a="b"',
        user: { username: 'u', groups: ['g'] },
        requestReceivedTimestamp: '2026-11-24T09:00:00.500000Z',
      }),
    );
    const { records, byKind, broken } = readLegacyLines(Buffer.from(`${line}\nnonsense\n`));
    const atMs = Date.parse('2026-11-24T09:00:00.500Z');
    expect(recordsOf(records)).toEqual([['ab-aaaaaa-m7', 'ResponseComplete', atMs, 'Metadata', line.length]]);
    expect(byKind).toEqual(new Map([['m', 1]]));
    expect(broken).toBe(1);
  });
});
