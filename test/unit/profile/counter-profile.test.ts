import { expect, test } from 'vitest';
import {
  countedRequests,
  countedRows,
  counterProfile,
  type CounterReading,
} from '../../../src/profile/counter-profile.ts';
import { counterLines } from '../../../src/report/counter-lines.ts';

const START_MS = Date.parse('2026-11-24T14:00:00Z');

/** Counters that grow by so much in each 15 s. */
function readings(events: readonly number[], errors: readonly number[] = []): readonly CounterReading[] {
  let total = 1000;
  let lost = 0;
  return [0, ...events].map((count, at) => {
    total += count;
    lost += at === 0 ? 0 : (errors[at - 1] ?? 0);
    return { atMs: START_MS + at * 15_000, events: total, errors: lost, requests: total / 2 };
  });
}

test('rates between readings, the busiest step, and when events were lost', () => {
  const series = [{ instance: 'a:6443', readings: readings([150, 150, 3000, 150], [0, 0, 700, 0]) }];
  const profile = counterProfile(series, 30_000);
  expect(profile).toMatchObject({ events: 3450, lost: 700, resolutionMs: 15_000 });
  expect(profile.busiest).toEqual({ fromMs: START_MS + 30_000, toMs: START_MS + 45_000, eventsPerSecond: 200 });
  // Half a request for each event: 1,500 and 75 in the busiest half minute.
  expect([...profile.requestsPerSecond].reduce((sum, count) => sum + count, 0)).toBeCloseTo(1575, 6);
  expect(counterLines(profile)).toEqual([
    '3,450 events of 1 API server, Tue 2026-11-24 14:00:00 UTC to Tue 2026-11-24 14:01:00 UTC; 700 LOST (20.3 %).',
    'Busiest: 200/s over 15 s (Tue 2026-11-24 14:00:30 UTC).',
    'a:6443: 58/s in the mean, 200/s in the busiest step (Tue 2026-11-24 14:00:30 UTC); 700 LOST:',
    '  700 between Tue 2026-11-24 14:00:30 UTC and Tue 2026-11-24 14:00:45 UTC',
    'Counters are read every 15 s: of a shorter rush only the mean is known. 3,000 events that came in one second would look the same; an audit log tells the difference.',
  ]);
});

test('a counter that begins again counts what came since', () => {
  const restarted = [
    { atMs: START_MS, events: 5000, errors: 0, requests: null },
    { atMs: START_MS + 15_000, events: 30, errors: 0, requests: null },
  ];
  expect(counterProfile([{ instance: 'a', readings: restarted }], 15_000).events).toBe(30);
});

test('API servers that are read at other moments are added on one grid', () => {
  const shifted = readings([150, 150, 150]).map((reading) => ({ ...reading, atMs: reading.atMs + 7000 }));
  const profile = counterProfile(
    [
      { instance: 'a', readings: readings([150, 150, 150]) },
      { instance: 'b', readings: shifted },
    ],
    15_000,
  );
  expect(profile.instances).toHaveLength(2);
  expect(profile.busiest.eventsPerSecond).toBeCloseTo(20, 6);
});

test('series of requests are rows of a mix, and what cannot be sent is counted', () => {
  const counted = [
    countedRequests({ verb: 'LIST', version: 'v1', resource: 'pods', scope: 'namespace' }, 40),
    countedRequests({ verb: 'LIST', version: 'v1', resource: 'pods', scope: 'cluster' }, 2),
    countedRequests({ verb: 'APPLY', group: 'apps', version: 'v1', resource: 'deployments', subresource: 'status' }, 7),
    countedRequests({ verb: 'POST', version: 'v1', resource: 'pods', subresource: 'exec' }, 3),
    countedRequests({ verb: 'GET', resource: '' }, 99),
  ].filter((row) => row !== null);
  const { rows, leftOut } = countedRows(counted);
  expect(rows.map(({ verb, resource, count }) => [verb, resource, count])).toEqual([
    ['list', 'pods', 42],
    ['patch', 'apps/v1/deployments/status', 7],
  ]);
  expect(leftOut).toBe(3);
});
