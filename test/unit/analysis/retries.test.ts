import { expect, test } from 'vitest';
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
  ).toEqual({ refused: 3, recovered: 1, notTaken: 2, mostPosts: 3 });
});

test('lines of a log are no POSTs', () => {
  const lines: BatchRecord = { arrivedMs: 0, delivered: true, bodyBytes: 1, events: [event('a')] };
  expect(resultOf(lines, lines)).toEqual({ refused: 0, recovered: 0, notTaken: 0, mostPosts: 0 });
});

test('is told of trials that had such batches, and only of those', () => {
  const trial = madeUpTrial();
  const retries = { refused: 3, recovered: 1, notTaken: 2, mostPosts: 5 };
  const failing = madeUpTrial({ id: 'b-1', receiver: { ...trial.receiver, retries, concurrencyMax: 7 } });
  expect(retrySentences(madeUpRun([trial, failing]))).toEqual([
    'b-1: 3 batches were not taken at first, 1 later, 2 never (given up, or still being tried at the end), in up to 5 POSTs; none given up by the counters, 0 of our events arrived twice, at most 7 POSTs were open at once',
  ]);
});
