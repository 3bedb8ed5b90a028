import { expect, test } from 'vitest';
import type { Policy } from '../../../src/core/policy.ts';
import { readEvent } from '../../../src/events/event-reader.ts';
import { Combinations } from '../../../src/profile/policy-cost.ts';
import { eventLine, type EventParts } from '../../support/audit-log.ts';

const START_MS = Date.parse('2026-11-24T14:02:00Z');
const secret = { resource: 'secrets', namespace: 'a', name: 's', apiVersion: 'v1' };
const PARTS: readonly EventParts[] = [
  ...Array.from({ length: 20 }, (_, at) => ({ atMs: START_MS + at, user: 'system:node:n1' })),
  { atMs: START_MS, verb: 'watch', user: 'eve' },
  {
    atMs: START_MS,
    verb: 'update',
    user: 'bob',
    objectRef: secret,
    more: { requestObject: { data: 'x'.repeat(989) } },
  },
  { atMs: START_MS, verb: 'update', user: 'bob', objectRef: secret },
  { atMs: START_MS, verb: 'get', stage: 'RequestReceived' },
];
const policy = (rules: Policy['rules'], omitStages: Policy['omitStages'] = []): Policy => ({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  rules,
  omitStages,
});

function costOf(asked: Policy) {
  const combinations = new Combinations('ResponseComplete', [asked]);
  for (const part of PARTS) combinations.add(readEvent(Buffer.from(eventLine(part))));
  return combinations.cost(asked);
}

test('each rule has the requests that it decides, and the events of its stages', () => {
  const { rules, events } = costOf(
    policy([
      { level: 'None', userGroups: ['nobody'] },
      { level: 'None', users: ['system:node:n1'] },
      { level: 'Metadata' },
    ]),
  );
  expect(rules.map(({ rule, level, requests, events: made }) => ({ rule, level, requests, made }))).toEqual([
    // The watch makes three events, each update two.
    { rule: 2, level: 'Metadata', requests: 3, made: 7 },
    { rule: 1, level: 'None', requests: 20, made: 0 },
  ]);
  expect(events).toBe(7);
});

test('bodies are added where the level asks for them; what the record does not hold is told', () => {
  const omitted = ['RequestReceived', 'ResponseStarted'] as const;
  const metadata = costOf(policy([{ level: 'Metadata', users: ['bob'] }], omitted));
  const request = costOf(policy([{ level: 'Request', users: ['bob'] }], omitted));
  // {"data":"…"} of 1,000 bytes, for both updates.
  expect(request.bytes - metadata.bytes).toBe(2000);
  expect(request.rules[0]?.unknownBodies).toBe(0);
  expect(costOf(policy([{ level: 'RequestResponse', users: ['bob'] }], omitted)).rules[0]?.unknownBodies).toBe(2);
});

test('what nothing matches is no rule’s', () => {
  expect(costOf(policy([{ level: 'Metadata', users: ['nobody'] }])).rules).toEqual([
    expect.objectContaining({ rule: -1, level: 'None', requests: 23, events: 0 }),
  ]);
});

test('the noisiest kinds of requests come first', () => {
  expect(costOf(policy([{ level: 'Metadata' }], ['RequestReceived'])).noisiest[0]).toMatchObject({
    user: 'system:node:n1',
    verb: 'get',
    resource: 'pods',
    events: 20,
  });
});
