import { describe, expect, test } from 'vitest';
import { findShippedEvents } from '../../../src/events/shipped-events.ts';

const EVENT = {
  kind: 'Event',
  level: 'Request',
  auditID: 'a-1',
  stage: 'ResponseComplete',
  requestObject: { auditID: 'inner', stage: 'Panic' },
  stageTimestamp: '2026-11-24T09:00:00.000250Z',
};
const LINE = JSON.stringify(EVENT);
const FOUND = ['a-1', 'ResponseComplete', Date.parse('2026-11-24T09:00:00Z') + 0.25, 'Request'];

describe('events in what a shipper writes', () => {
  test.each([
    ['the line as it was (tail)', LINE],
    ['behind a time and a tag (Fluentd)', `2026-11-24T09:00:00+00:00\tkube.audit\t${JSON.stringify({ log: LINE })}`],
    [
      'an object with its members in another order (Vector)',
      JSON.stringify({
        host: 'n',
        stage: EVENT.stage,
        auditID: EVENT.auditID,
        level: EVENT.level,
        stageTimestamp: EVENT.stageTimestamp,
      }),
    ],
    ['in an array behind a tag (Fluent Bit)', `audit: [1795719951.1, ${JSON.stringify({ log: `${LINE}\n` })}]`],
    [
      'as a body of log records (OpenTelemetry)',
      JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: LINE } }] }] }] }),
    ],
    ['in a list (a webhook)', JSON.stringify({ kind: 'EventList', items: [EVENT] })],
  ])('%s', (_, text) => {
    expect(findShippedEvents(text).map((event) => event.slice(0, 4))).toEqual([FOUND]);
  });

  test('several in one body are several', () => {
    const records = ['x', 'y'].map((auditID) => ({ body: JSON.stringify({ ...EVENT, auditID }) }));
    expect(findShippedEvents(JSON.stringify(records)).map(([id]) => id)).toEqual(['x', 'y']);
  });

  test.each([
    ['cut off', LINE.slice(0, -10)],
    ['cut off inside of a record', JSON.stringify({ log: LINE.slice(0, 100) })],
    ['something else', '{"message":"hello"}'],
    ['a stage that is none', JSON.stringify({ ...EVENT, stage: 'Done', requestObject: undefined })],
    ['brackets without end', '['.repeat(100_000)],
    ['no JSON', 'plain text'],
  ])('%s: none', (_, text) => {
    expect(findShippedEvents(text)).toEqual([]);
  });
});
