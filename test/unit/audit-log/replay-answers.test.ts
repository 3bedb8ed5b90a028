import { expect, test } from 'vitest';
import { ReplayAnswers } from '../../../src/audit-log/replay-answers.ts';
import type { RecordedRequest, ReplayRecord } from '../../../src/audit-log/replay-record.ts';

const request = (status: number): RecordedRequest => ({
  atMs: 0,
  shape: 0,
  name: 'a',
  bodyBytes: 0,
  tookMs: 1,
  status,
  object: null,
});
const RECORD: ReplayRecord = {
  shapes: [
    {
      verb: 'update',
      place: { group: 'coordination.k8s.io', version: 'v1', resource: 'leases' },
      subresource: '',
      namespace: 'kube-system',
      path: '',
      patch: null,
      identity: { user: 'u', groups: [] },
    },
  ],
  requests: [request(200), request(404)],
  durationMs: 1,
  leftOut: [],
  objectsNotKept: 0,
};

test('success is as success, a refusal as the same refusal, and whatever else is named', () => {
  const answers = new ReplayAnswers(RECORD, 2);
  [201, 422, 404, null].forEach((status, at) => answers.add(at + 1, status));
  expect(answers.sentences()).toEqual([
    '2 of 4 replayed requests were answered as those of the record; otherwise:',
    '  1 update coordination.k8s.io/v1/leases: recorded 200, answered 422',
    '  1 update coordination.k8s.io/v1/leases: recorded 404, not answered',
  ]);
});
