import { expect, test } from 'vitest';
import { FaultEffects } from '../../../src/analysis/fault-effects.ts';
import { Retries } from '../../../src/analysis/retries.ts';
import { retrySentences } from '../../../src/core/retry-words.ts';
import type { BatchRecord, EventRecord } from '../../../src/core/records.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';

const event = (id: string): EventRecord => [id, 'ResponseComplete', 0, 'Metadata', 700];

function post(status: number | null, ...ids: readonly string[]): BatchRecord {
  const delivered = status === 200;
  return { arrivedMs: 0, delivered, status, bodyBytes: 1, events: ids.map(event) };
}

function resultOf(...posts: readonly BatchRecord[]) {
  const retries = new Retries();
  for (const each of posts) retries.add(each);
  return retries.result();
}

test('a batch is known again by its first and last event and their number', () => {
  expect(
    resultOf(
      post(200, 'a', 'b'),
      post(500, 'c', 'd'),
      post(503, 'e'),
      post(null, 'c', 'd'),
      post(500, 'c'),
      post(200, 'c', 'd'),
      post(500, 'e'),
    ),
  ).toEqual({ refused: 3, recovered: 1, notTaken: 2, mostPosts: 3, sentAgain: 2 });
});

test('a POST that was never answered is written down after the one that was taken', () => {
  expect(resultOf(post(200, 'a', 'b'), post(null, 'a', 'b'))).toEqual({
    refused: 1,
    recovered: 1,
    notTaken: 0,
    mostPosts: 2,
    sentAgain: 2,
  });
  expect(resultOf(post(null, 'a'), post(200, 'a'), post(null, 'a'))).toEqual({
    refused: 1,
    recovered: 1,
    notTaken: 0,
    mostPosts: 3,
    sentAgain: 2,
  });
});

test('lines of a log are no POSTs', () => {
  const lines: BatchRecord = { arrivedMs: 0, delivered: true, bodyBytes: 1, events: [event('a')] };
  expect(resultOf(lines, lines)).toEqual({ refused: 0, recovered: 0, notTaken: 0, mostPosts: 0, sentAgain: 0 });
});

test('is told of trials that had such batches, and only of those', () => {
  const trial = madeUpTrial();
  const retries = { refused: 3, recovered: 1, notTaken: 2, mostPosts: 5 };
  const failing = madeUpTrial({ id: 'b-1', receiver: { ...trial.receiver, retries, concurrencyMax: 7 } });
  expect(retrySentences(madeUpRun([trial, failing]))).toEqual([
    'b-1: 3 batches were not taken at first, 1 later, 2 never (given up, or still being tried at the end), in up to 5 POSTs; none given up by the counters, 0 of our events arrived twice, at most 7 POSTs were open at once',
  ]);
});

test('each fault is told with what came of the POSTs while it was open', () => {
  const status = { kind: 'status', status: 503, retryAfterSeconds: null } as const;
  const windows = [
    { fromMs: 1000, forMs: 2000, share: 1, what: status },
    { fromMs: 2000, forMs: null, share: 0.5, what: { kind: 'hang' } as const },
    { fromMs: 50_000, forMs: 1000, share: 1, what: { kind: 'refuse' } as const },
  ];
  const effects = new FaultEffects({ startMs: 10_000, receiver: { latencyMs: 0, windows } });
  const at = (sinceMs: number, batch: BatchRecord): void =>
    effects.add({ ...batch, arrivedMs: 10_000 + sinceMs }, false);
  at(0, post(200, 'a'));
  at(1500, post(503, 'b'));
  at(2500, post(503, 'c'));
  at(2600, post(null, 'd'));
  at(3500, post(200, 'b'));
  at(3600, post(200, 'd'));
  const results = effects.results();
  expect(results).toEqual([
    { fault: 'from 1 s for 2 s: 503', posts: 3, refused: 3, recovered: 2, notTaken: 1 },
    { fault: 'from 2 s on: hang for 50 % of the POSTs', posts: 4, refused: 2, recovered: 1, notTaken: 1 },
    { fault: 'from 50 s for 1 s: refuses connections', posts: 0, refused: 0, recovered: 0, notTaken: 0 },
  ]);
  const trial = madeUpTrial();
  expect(retrySentences(madeUpRun([{ ...trial, receiver: { ...trial.receiver, faults: results } }])).slice(1)).toEqual([
    `${trial.id}: the receiver's fault (from 2 s on: hang for 50 % of the POSTs): 4 POSTs arrived while it was open, 2 were not taken, of 2 batches: 1 taken later, 1 never`,
    `${trial.id}: the receiver's fault (from 50 s for 1 s: refuses connections): no POST arrived while it was open`,
  ]);
});
