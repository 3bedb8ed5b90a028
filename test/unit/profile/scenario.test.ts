import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../src/config/scenario.ts';
import { readEvent } from '../../../src/events/event-reader.ts';
import { anonymiser } from '../../../src/profile/anonymise.ts';
import { Mix } from '../../../src/profile/mix.ts';
import { intendedTimes } from '../../../src/core/intended-times.ts';
import { arrivalsOf, ratePhases } from '../../../src/profile/phases.ts';
import { scenarioOf } from '../../../src/profile/scenario.ts';
import { Traffic } from '../../../src/profile/traffic.ts';
import { stretchOf, type Window } from '../../../src/profile/window.ts';
import { profileMarkdown } from '../../../src/report/profile-markdown.ts';
import { profileLines } from '../../../src/report/profile-lines.ts';
import { eventLine, type EventParts } from '../../support/audit-log.ts';

const START_MS = Date.parse('2026-11-24T14:02:00Z');
const lease = {
  resource: 'leases',
  apiGroup: 'coordination.k8s.io',
  apiVersion: 'v1',
  namespace: 'kube-system',
  name: 'x',
};

function profiled(parts: readonly EventParts[], window: Window = 'whole') {
  const events = parts.map((part) => readEvent(Buffer.from(eventLine(part))));
  const traffic = new Traffic();
  for (const event of events) traffic.add(event);
  const profile = traffic.profile([{ name: 'audit.log', count: events.length }]);
  const stretch = stretchOf(window, traffic.seconds);
  const mix = new Mix(stretch, traffic.countedStage);
  for (const event of events) mix.add(event);
  return { profile, mix, scenario: scenarioOf({ name: 'p', profile, mix, stretch, policyFile: null }) };
}

/** 10 a second for a minute, a third of them by a controller, and what no load can send. */
const PARTS: readonly EventParts[] = [
  ...Array.from(
    { length: 600 },
    (_, at): EventParts =>
      at % 3 === 0
        ? { atMs: START_MS + at * 100 + 1, verb: 'update', user: 'system:node:n1', objectRef: lease }
        : { atMs: START_MS + at * 100 + 1 },
  ),
  {
    atMs: START_MS + 5000,
    verb: 'create',
    objectRef: { resource: 'pods', subresource: 'exec', namespace: 'a', apiVersion: 'v1' },
  },
  { atMs: START_MS + 5000, user: 'system:apiserver' },
  { atMs: START_MS + 5000, more: { impersonatedUser: { username: 'bob' } } },
];

describe('the scenario of a record', () => {
  test('is valid, with each kind of request, who sent it, and the rate', async () => {
    const { scenario } = profiled(PARTS);
    const { load, policy } = await parseScenario(scenario?.text ?? '', 'p.yaml', [], () => Promise.resolve(undefined));
    expect(load.requests.map(({ weight, identity }) => [weight, identity?.user])).toEqual([
      [400, 'alice'],
      [200, 'system:node:n1'],
    ]);
    expect(load.requests[1]).toMatchObject({
      group: 'coordination.k8s.io',
      resource: 'leases',
      namespace: 'kube-system',
    });
    expect(load.phases).toEqual([expect.objectContaining({ kind: 'constant', ratePerSecond: 10, durationMs: 60_000 })]);
    expect(policy.label).toBe('metadata-complete');
  });

  test('leaves out what no load can send, with the reason', () => {
    expect(profiled(PARTS).mix.leftOut()).toEqual([
      { reason: 'pods/exec', requests: 1 },
      { reason: "the API server's own requests, which every API server makes anyway", requests: 1 },
      { reason: 'requests that impersonate somebody', requests: 1 },
    ]);
  });

  test('may be of the busiest stretch alone', () => {
    const rush = Array.from({ length: 300 }, (_, at) => ({ atMs: START_MS + 30_000 + at * 10 }));
    const { mix } = profiled(
      [...PARTS, ...rush].toSorted((a, b) => a.atMs - b.atMs),
      { busiestMs: 3000 },
    );
    expect(mix.perSecond).toHaveLength(3);
    expect(mix.requests).toBeGreaterThan(320);
  });
});

test('seconds that are alike become one phase, a rush its own, and the sum stays', () => {
  const perSecond = Float64Array.from([10, 12, 9, 11, 100, 98, 0, 0, 10]);
  expect(ratePhases(perSecond)).toEqual([
    { seconds: 4, ratePerSecond: 10.5 },
    { seconds: 2, ratePerSecond: 99 },
    { seconds: 2, ratePerSecond: 0 },
    { seconds: 1, ratePerSecond: 10 },
  ]);
  const wild = Float64Array.from({ length: 600 }, (_, at) => (at * 7919) % 500);
  const phases = ratePhases(wild);
  expect(phases.length).toBeLessThanOrEqual(120);
  const sum = phases.reduce((total, { seconds, ratePerSecond }) => total + seconds * ratePerSecond, 0);
  expect(sum).toBeCloseTo(
    wild.reduce((total, count) => total + count, 0),
    -1,
  );
});

test('a profile is told for terminals and as Markdown', () => {
  const { profile } = profiled(PARTS);
  expect(profile).toMatchObject({ events: 603, requests: 603, busiestSecond: { events: 13 } });
  expect(profileLines(profile)[0]).toMatch(
    /^ {2}record {8}603 events of 603 requests, \d+ KiB, 1 log, Tue 2026-11-24 14:02:00 UTC to Tue 2026-11-24 14:02:59 UTC$/,
  );
  expect(profileMarkdown(profile)).toContain('| system:node:n1 | 200 | 33.2 % |');
});

test('a hashed name is the same everywhere, another with another key, and Kubernetes’ own stay', () => {
  const event = readEvent(
    Buffer.from(
      eventLine({
        atMs: START_MS,
        user: 'system:serviceaccount:shop:checkout',
        groups: ['team-a', 'system:serviceaccounts:shop', 'system:authenticated'],
        objectRef: { resource: 'pods', namespace: 'shop', name: 'a', apiVersion: 'v1' },
      }),
    ),
  );
  const hidden = anonymiser(Buffer.from('one'))(event);
  const [, , , namespace] = hidden.user.username.split(':').with(3, hidden.objectRef?.namespace ?? '');
  expect(hidden.user.username).toMatch(new RegExp(`^system:serviceaccount:${namespace}:x[0-9a-f]{10}$`));
  expect(hidden.user.groups).toEqual([
    expect.stringMatching(/^x/),
    `system:serviceaccounts:${namespace}`,
    'system:authenticated',
  ]);
  expect(JSON.stringify(hidden)).not.toMatch(/shop|checkout|team-a|127\.0\.0\.1/);
  expect(anonymiser(Buffer.from('two'))(event).user.username).not.toBe(hidden.user.username);
});

test('requests that are no more than evenly spaced stay so, those of many clients are a Poisson process', () => {
  const even = Float64Array.from({ length: 60 }, (_, at) => (at < 30 ? 50 : 120) + (at % 2));
  expect(arrivalsOf(even, ratePhases(even))).toBe('even');
  const schedule = intendedTimes(
    { name: 'p', kind: 'constant', ratePerSecond: 50, durationMs: 60_000, measure: true, arrivals: 'poisson' },
    1,
  );
  const clients = new Float64Array(60);
  for (const atMs of schedule) clients[Math.floor(atMs / 1000)] = (clients[Math.floor(atMs / 1000)] ?? 0) + 1;
  expect(arrivalsOf(clients, ratePhases(clients))).toBe('poisson');
  // One second says nothing.
  expect(arrivalsOf(Float64Array.from([50]), [{ seconds: 1, ratePerSecond: 50 }])).toBe('poisson');
});
