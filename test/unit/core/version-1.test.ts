import { describe, expect, test } from 'vitest';
import { HEALTHY_RECEIVER, withOutage } from '../../../src/core/receiver.ts';
import type { BatchRecord, RequestRecord } from '../../../src/core/records.ts';
import type { RunResult } from '../../../src/core/result.ts';
import type { TrialMeta } from '../../../src/core/trial-meta.ts';
import { upgradeBatch, upgradeRequest, upgradeResult, upgradeTrialMeta } from '../../../src/core/version-1.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';

const oldRun = (load: object): RunResult =>
  ({ ...madeUpRun([{ ...madeUpTrial(), load } as never]), schemaVersion: 1 }) as unknown as RunResult;
const oldMeta = (receiver: object, receiverOutageMs: number | null): TrialMeta =>
  ({ id: 'a-1', trialKey: 'aaaaaa', load: LOAD, receiver, receiverOutageMs }) as unknown as TrialMeta;
const LOAD = {
  identity: { user: 'u', groups: ['g'] },
  requests: [
    { kind: 'path', path: '/version', weight: 1 },
    { kind: 'resource', verb: 'get', resource: 'pods', weight: 1, bodySizeBytes: 0 },
  ],
};

describe('what version 1 wrote', () => {
  test('a load has its digest, an outage is a window of the receiver', () => {
    const upgraded = upgradeResult(oldRun({ multiple: 1.5, sha256: 'abc', receiverOutageMs: 4000 }));
    expect(upgraded.schemaVersion).toBe(2);
    expect(upgraded.trials[0]?.load).toEqual({
      multiple: 1.5,
      requestsSha256: 'v1:abc',
      policySha256: '',
      receiver: withOutage(HEALTHY_RECEIVER, 4000),
    });
  });

  test('a result of today stays as it is', () => {
    const run = madeUpRun([madeUpTrial()]);
    expect(upgradeResult(run)).toBe(run);
  });

  test('the fault of a trial is a window that never ends, its outage one before it', () => {
    const fault = { kind: 'status', status: 429, ratio: 0.5, retryAfterSeconds: 3 };
    const what = { kind: 'status' as const, status: 429, retryAfterSeconds: 3 };
    const window = { fromMs: 0, forMs: null, share: 0.5, what };
    const plan = { latencyMs: 5, windows: [window] };
    expect(upgradeTrialMeta(oldMeta({ port: 0, latencyMs: 5, fault }, null))).toMatchObject({
      id: 'a-1',
      receiver: plan,
    });
    expect(upgradeTrialMeta(oldMeta({ port: 0, latencyMs: 5, fault }, 1000)).receiver).toEqual(withOutage(plan, 1000));
  });

  test('a healthy receiver stays one, a hanging one hangs', () => {
    expect(upgradeTrialMeta(oldMeta({ latencyMs: 0, fault: null }, null)).receiver).toEqual(HEALTHY_RECEIVER);
    const hang = { kind: 'hang', status: 0, ratio: 1, retryAfterSeconds: null };
    expect(upgradeTrialMeta(oldMeta({ latencyMs: 0, fault: hang }, null)).receiver.windows[0]?.what).toEqual({
      kind: 'hang',
    });
  });

  test('a request drawn from a template is one of its shape', () => {
    const meta = upgradeTrialMeta(oldMeta({ latencyMs: 0, fault: null }, null));
    expect(meta).toMatchObject({
      recordsVersion: 2,
      shapes: [{ path: '/version' }, { verb: 'get', resource: 'pods' }],
    });
    const common = { id: 'ab-aaaaaa-m1', phase: 0, instance: 'a', intendedMs: 1, sentMs: 1, doneMs: 2, status: 200 };
    const old = { ...common, template: 1, name: 'obj-1', namespace: 'audit-bench-aaaaaa' };
    expect(upgradeRequest(old as unknown as RequestRecord)).toEqual({ ...common, shape: 1, name: 'obj-1' });
    expect(upgradeRequest({ ...old, template: 0, name: '' } as unknown as RequestRecord)).toEqual({
      ...common,
      shape: 0,
    });
  });

  test('records of today stay as they are', () => {
    const meta = { ...upgradeTrialMeta(oldMeta({ latencyMs: 0, fault: null }, null)), shapes: [] };
    expect(upgradeTrialMeta(meta)).toBe(meta);
    const record = { id: 'ab-aaaaaa-m1', shape: 0 } as RequestRecord;
    expect(upgradeRequest(record)).toBe(record);
  });

  test.each([
    [200, true],
    [204, true],
    [503, false],
    [null, false],
  ])('a batch answered with %j was delivered: %j', (status, delivered) => {
    const old = { arrivedMs: 1, answeredMs: 2, status, bodyBytes: 3, concurrency: 1, peer: 'p:1', events: [] };
    expect(upgradeBatch(old as unknown as BatchRecord)).toEqual({ ...old, delivered });
  });
});
