import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stageMsByEnd } from '../../../src/events/event-ends.ts';
import { eventLine } from '../../support/audit-log.ts';

const AT_MS = Date.parse('2026-11-24T09:00:00.250Z') + 0.125;

function byEnd(line: string): number {
  const bytes = Buffer.from(`before\n${line}\nbehind`);
  return stageMsByEnd(bytes, 7, 7 + Buffer.byteLength(line));
}

test('the time of an event is read at its end, whatever its annotations say', () => {
  expect(byEnd(eventLine({ atMs: AT_MS }))).toBe(AT_MS);
  expect(byEnd(eventLine({ atMs: AT_MS }).replace(/,"annotations":.*$/, '}'))).toBe(AT_MS);
  expect(byEnd(`${eventLine({ atMs: AT_MS })}\r`)).toBe(AT_MS);
});

test.each([
  ['a cut line', eventLine({ atMs: AT_MS }).slice(0, -3)],
  ['members in another order', JSON.stringify({ stageTimestamp: '2026-11-24T09:00:00.250125Z', auditID: 'a' })],
  ['a time in another form', eventLine({ atMs: AT_MS }).replaceAll('125Z"', '125+01:00"')],
  ['a member behind the annotations', `${eventLine({ atMs: AT_MS }).slice(0, -1)},"x":"y"}`],
  [
    'a stageTimestamp of another object',
    eventLine({ atMs: AT_MS }).replace(
      /"stageTimestamp.*$/,
      '"x":{"stageTimestamp":"2026-11-24T09:00:00.250125Z","annotations":{"a":"b"}}}',
    ),
  ],
])('%s is left to the scanner', (_, line) => expect(byEnd(line)).toBeNaN());

test('annotations of any text give the same time, or are left to the scanner', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string()), (annotations) => {
      const line = `${eventLine({ atMs: AT_MS }).replace(/"annotations":.*$/, '')}"annotations":${JSON.stringify(annotations)}}`;
      const readMs = byEnd(line);
      expect(Number.isNaN(readMs) || readMs === AT_MS).toBe(true);
    }),
  );
});
