import { expect, test } from 'vitest';
import { dealSentences } from '../../../src/core/deal-words.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';

const account = { generated: 1, dropped: 0, failed: 0, rejected: 0 };
const instances = [1200, 400].map((requests, at) => ({ ...account, name: `apiserver-${at + 1}`, requests }));

test('a deal of a load balancer is told in requests and by how far the busiest is above an even share', () => {
  const trial = madeUpTrial({ id: 'a-1', instances, dealtBy: 'load balancer', arrivalSkew: 1.5 });
  expect(dealSentences(madeUpRun([trial]))).toEqual([
    'a-1: the load balancer dealt the requests 1,200 to apiserver-1, 400 to apiserver-2; the busiest API server got 1.50 × an even share of the events',
  ]);
});

test('a load that went straight to each API server is not told as a deal', () => {
  expect(dealSentences(madeUpRun([madeUpTrial({ instances, arrivalSkew: 1.01 })]))).toEqual([]);
});
