import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readEvent } from '../../../src/events/event-reader.ts';
import { JsonText } from '../../../src/events/json-text.ts';
import { usualEvent } from '../../../src/events/usual-event.ts';
import { UsualLine } from '../../../src/events/usual-line.ts';
import { eventLine, type EventParts } from '../../support/audit-log.ts';

const AT_MS = Date.parse('2026-11-24T09:00:00.250Z') + 0.125;

const text = new JsonText();
const usualLine = new UsualLine(text);

function usual(line: string) {
  const bytes = Buffer.from(`before\n${line}\nbehind`);
  text.load([bytes]);
  return usualLine.read(7, 7 + Buffer.byteLength(line)) ? usualEvent(usualLine) : null;
}

test.each<[string, EventParts]>([
  ['a usual event', { atMs: AT_MS }],
  ['one before the answer', { atMs: AT_MS, stage: 'RequestReceived' }],
  [
    'one that failed',
    {
      atMs: AT_MS,
      more: {
        responseStatus: { metadata: {}, status: 'Failure', message: 'no "code":1', details: { name: 'x' }, code: 422 },
      },
    },
  ],
  ['one with an object', { atMs: AT_MS, more: { requestObject: { kind: 'Pod', text: 'ü"}' } } }],
  ['one with its answer', { atMs: AT_MS, more: { responseObject: { a: [{}] } } }],
  ['one with both', { atMs: AT_MS, more: { requestObject: { a: 1 }, responseObject: { b: {} } } }],
  ['one with letters that are spelled otherwise', { atMs: AT_MS, user: 'ä', uri: '/a"b\\c' }],
  ['one about no resource', { atMs: AT_MS, objectRef: null, uri: '/healthz' }],
])('%s is read as any other', (_, parts) => {
  const line = eventLine(parts);
  expect(usual(line)).not.toBeNull();
  expect(usual(line)).toEqual(readEvent(Buffer.from(line)));
});

test('one without an agent, whose sender else is that of another line, is read as any other', () => {
  for (const agent of ['a', '', 'a']) {
    const line = eventLine({ atMs: AT_MS, agent }).replace('"userAgent":"",', '');
    expect(usual(line)?.userAgent).toBe(agent);
    expect(usual(line)).toEqual(readEvent(Buffer.from(line)));
  }
});

test('a member of the object that is as long as a name is none', () => {
  const objectRef = { resource: 'nodes', apiVersion: 'v1', kind: 'n1' };
  const line = eventLine({ atMs: AT_MS, objectRef });
  expect(line).toContain('"kind":"n1"');
  expect(usual(line)?.objectRef?.name).toBe('');
  expect(usual(line)).toEqual(readEvent(Buffer.from(line)));
});

test('one in which somebody is impersonated, and an address with an ampersand, which Go escapes, are read as any other', () => {
  const line = eventLine({ atMs: AT_MS, uri: '/api?a=1&b=2' })
    .replace(',"sourceIPs"', ',"impersonatedUser":{"username":"b","groups":["g"]},"sourceIPs"')
    .replace('&', '\\u0026');
  expect(usual(line)?.impersonatedUser?.username).toBe('b');
  expect(usual(line)).toEqual(readEvent(Buffer.from(line)));
});

test.each<[string, string]>([
  ['a cut line', eventLine({ atMs: AT_MS }).slice(0, -2)],
  ['text after the event', `${eventLine({ atMs: AT_MS })}x`],
  [
    'an object that has objects of the same name',
    eventLine({ atMs: AT_MS, more: { requestObject: { a: 1, requestObject: {} } } }),
  ],
  ['an object that is null', eventLine({ atMs: AT_MS, more: { requestObject: null } })],
  [
    'an object of an audit event',
    eventLine({ atMs: AT_MS, more: { requestObject: JSON.parse(eventLine({ atMs: AT_MS })) } }),
  ],
  ['another version', eventLine({ atMs: AT_MS }).replace('audit.k8s.io/v1', 'audit.k8s.io/v2')],
  ['a stage that there is not', eventLine({ atMs: AT_MS, stage: 'Later' })],
  ['two events in a line', eventLine({ atMs: AT_MS }).slice(0, 300) + eventLine({ atMs: AT_MS })],
])('%s is left to the reader', (_, line) => expect(usual(line)).toBeNull());

test('whatever names, agents and annotations hold, it is read as any other or left to the reader', () => {
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('","verb":"', '}', '\\', 'ü', ',"objectRef":{'),
  );
  fc.assert(
    fc.property(text, text, text, text, (name, agent, user, reason) => {
      const line = eventLine({
        atMs: AT_MS,
        agent,
        user,
        uri: `/${name}`,
        objectRef: { resource: 'pods', name },
      }).replace('"RBAC: \\"allowed\\" {by}"', () => JSON.stringify(reason));
      const event = usual(line);
      if (event !== null) expect(event).toEqual(readEvent(Buffer.from(line)));
    }),
  );
});
