import { expect, test } from 'vitest';
import { readEvent } from '../../../src/events/event-reader.ts';
import { auditEvent, eventSchema } from '../../../src/events/event-schema.ts';
import { quickEvent } from '../../../src/events/quick-event.ts';
import { eventLine } from '../../support/audit-log.ts';

const NONE = { requestObjectBytes: null, responseObjectBytes: null, sizeBytes: 1 };
const members = (more: object): Record<string, unknown> => ({
  ...(JSON.parse(eventLine({ atMs: Date.parse('2026-11-24T09:00:00.250Z') + 0.125 })) as object),
  ...more,
});

test.each([
  ['a usual event', {}],
  ['no user agent, no object, no answer', { userAgent: undefined, objectRef: undefined, responseStatus: undefined }],
  ['extra', { user: { username: 'a', uid: 'u', groups: ['g'], extra: { k: ['v'] } } }],
  ['impersonation', { impersonatedUser: { username: 'b' } }],
])('%s is read as the schema reads it', (_, more) => {
  const text = JSON.parse(JSON.stringify(members(more))) as Record<string, unknown>;
  const quick = quickEvent(text, NONE);
  expect(quick).not.toBeNull();
  expect(quick).toEqual(auditEvent(eventSchema.parse(text), NONE));
});

test.each([
  ['a stage that there is not', { stage: 'Later' }],
  ['another version', { apiVersion: 'audit.k8s.io/v1alpha1' }],
  ['a time that is none', { stageTimestamp: '2026-13-24T09:00:00.000000Z' }],
  ['a number for a name', { user: { username: 1 } }],
  ['null', { objectRef: null }],
  ['annotations that are no texts', { annotations: { a: 1 } }],
])('%s is left to the schema', (_, more) => expect(quickEvent(members(more), NONE)).toBeNull());

test('what is wrong is told by the schema', () => {
  expect(() => readEvent(Buffer.from(JSON.stringify(members({ stage: 'Later' }))))).toThrow(/^stage: .*, got "Later"$/);
});
