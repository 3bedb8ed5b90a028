import { describe, expect, test } from 'vitest';
import { refusedLines } from '../../../src/cli/refused-requests.ts';
import { madeUpTrial } from '../../support/results.ts';

const refused = [9, 5, 4, 3, 2, 1, 1].map((count, at) => ({ request: `get kind-${at}`, status: 404, count }));

describe('after a run', () => {
  test('nothing is said of a trial in which no request was refused', () => {
    expect(refusedLines({ trials: [madeUpTrial({ id: 'a-1' })] })).toEqual([]);
  });

  test('those that were are told by kind and status, and how many others there were', () => {
    expect(refusedLines({ trials: [madeUpTrial({ id: 'a-1' }), madeUpTrial({ id: 'b-1', refused })] })).toEqual([
      'b-1: 25 requests were refused:',
      '  9 get kind-0: answered 404',
      '  5 get kind-1: answered 404',
      '  4 get kind-2: answered 404',
      '  3 get kind-3: answered 404',
      '  2 get kind-4: answered 404',
      '  2 others',
    ]);
  });
});
