import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventLine, type EventParts, writeLog } from '../support/audit-log.ts';
import { runCli, tempDir } from '../support/cli.ts';

const POD = { resource: 'pods', apiVersion: 'v1', namespace: 'shop', name: 'p' };
const LEASE = { ...POD, resource: 'leases', apiGroup: 'coordination.k8s.io', name: 'leader' };
const tied = { metadata: { name: 'leader', uid: 'u', resourceVersion: '5' } };

/** A leader, and a pod whose kubelet ends it after it was asked to go; one request that cannot be made to succeed. */
const PARTS: readonly Omit<EventParts, 'atMs'>[] = [
  { verb: 'get', objectRef: LEASE },
  { verb: 'update', objectRef: LEASE, more: { requestObject: { apiVersion: 'v1', kind: 'Lease', ...tied } } },
  { verb: 'create', objectRef: POD, code: 201, more: { requestObject: { kind: 'Pod', metadata: { name: 'p' } } } },
  { verb: 'delete', objectRef: POD },
  { verb: 'patch', objectRef: { ...POD, subresource: 'status' }, more: { requestObject: { metadata: { uid: 'u' } } } },
  { verb: 'delete', objectRef: POD },
  { verb: 'get', objectRef: POD, code: 404 },
  { verb: 'get', objectRef: POD, code: 403 },
];

test('a replay says how many requests were answered as in the record, and names the others', async () => {
  const dir = tempDir();
  const startMs = Date.parse('2026-11-24T14:02:00Z');
  const lines = PARTS.map((parts, at) => eventLine({ ...parts, atMs: startMs + 50 * at }));
  const auditLog = writeLog(join(dir, 'audit.log'), lines);
  const head = { apiVersion: 'audit-bench/v1', kind: 'Scenario', name: 'r', policy: 'request-complete' };
  const variants = [{ name: 'a', maxBatchSize: 10, maxBatchWait: '1s' }];
  writeFileSync(join(dir, 's.yaml'), JSON.stringify({ ...head, load: { replay: { auditLog } }, variants }));
  const { stderr } = await runCli(['run', join(dir, 's.yaml'), '--out', join(dir, 'run')]);
  expect(stderr).toContain(
    'a-1: 7 of 8 replayed requests were answered as those of the record; otherwise:\n  1 get pods: recorded 403, answered 404',
  );
});
