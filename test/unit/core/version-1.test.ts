import { describe, expect, test } from 'vitest';
import { HEALTHY_RECEIVER, withOutage } from '../../../src/core/receiver.ts';
import type { RunResult } from '../../../src/core/result.ts';
import type { TrialMeta } from '../../../src/core/trial-meta.ts';
import { upgradeResult, upgradeTrialMeta } from '../../../src/core/version-1.ts';
import { madeUpRun, madeUpTrial } from '../../support/results.ts';

const oldRun = (load: object): RunResult =>
  ({ ...madeUpRun([{ ...madeUpTrial(), load } as never]), schemaVersion: 1 }) as unknown as RunResult;
const oldMeta = (receiver: object, receiverOutageMs: number | null): TrialMeta =>
  ({ id: 'a-1', receiver, receiverOutageMs }) as unknown as TrialMeta;

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
    expect(upgradeTrialMeta(oldMeta({ port: 0, latencyMs: 5, fault }, null))).toEqual({ id: 'a-1', receiver: plan });
    expect(upgradeTrialMeta(oldMeta({ port: 0, latencyMs: 5, fault }, 1000)).receiver).toEqual(withOutage(plan, 1000));
  });

  test('a healthy receiver stays one, a hanging one hangs', () => {
    expect(upgradeTrialMeta(oldMeta({ latencyMs: 0, fault: null }, null)).receiver).toEqual(HEALTHY_RECEIVER);
    const hang = { kind: 'hang', status: 0, ratio: 1, retryAfterSeconds: null };
    expect(upgradeTrialMeta(oldMeta({ latencyMs: 0, fault: hang }, null)).receiver.windows[0]?.what).toEqual({
      kind: 'hang',
    });
  });
});
