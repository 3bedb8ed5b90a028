import { expect, test } from 'vitest';
import { readEvent } from '../../../src/events/event-reader.ts';
import { RequestObjects } from '../../../src/events/request-objects.ts';
import { eventLine } from '../../support/audit-log.ts';

test('what a request sent is found on the line of its event, or in the list with it', () => {
  const lines = [1, 2].map((a) => eventLine({ atMs: 1000, verb: 'create', more: { requestObject: { a } } }));
  const events = lines.map((line) => readEvent(Buffer.from(line)));
  const list = `{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[${lines.join(',')}]}`;
  const objects = new RequestObjects();
  expect(events.map((event, at) => objects.of(event, lines[at] ?? ''))).toEqual(['{"a":1}', '{"a":2}']);
  expect(events.map((event) => objects.of(event, list))).toEqual(['{"a":1}', '{"a":2}']);
});

test('an event that holds none has none', () => {
  const line = eventLine({ atMs: 1000 });
  expect(new RequestObjects().of(readEvent(Buffer.from(line)), line)).toBeNull();
});
