import { expect, test } from 'vitest';
import { truncateEvent } from '../../../src/pipeline/truncate.ts';

const LIMITS = { maxEventSizeBytes: 120, maxBatchSizeBytes: 1000 };
const size = (event: object): number => JSON.stringify(event).length;

test('an event within the limit stays as it is', () => {
  const event = { auditID: 'a', requestObject: { x: 1 } };
  expect(truncateEvent(event, LIMITS, size)).toEqual({ outcome: 'kept', event });
});

test('one above it loses its objects and says so', () => {
  const event = { auditID: 'a', annotations: { b: 'c' }, requestObject: 'x'.repeat(200), responseObject: {} };
  expect(truncateEvent(event, LIMITS, size)).toEqual({
    outcome: 'shortened',
    event: { auditID: 'a', annotations: { b: 'c', 'audit.k8s.io/truncated': 'true' } },
  });
});

test('one that is too large without them is dropped', () => {
  expect(truncateEvent({ auditID: 'a'.repeat(200), requestObject: {} }, LIMITS, size)).toEqual({ outcome: 'dropped' });
});
