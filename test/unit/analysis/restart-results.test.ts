import { describe, expect, test } from 'vitest';
import { judgedAtRestarts } from '../../../src/analysis/restarts/restart-results.ts';
import { type FaultWindow, HEALTHY_RECEIVER } from '../../../src/core/receiver.ts';
import type { RestartResult } from '../../../src/core/restart.ts';
import { receiverModel } from '../../../src/pipeline/deliveries.ts';
import { simulate } from '../../../src/pipeline/simulate.ts';
import { QUICK } from '../../support/settings.ts';
import { madeUpMeta } from '../../support/trial-meta.ts';
import { madeUpTrial } from '../../support/results.ts';

const REFUSED: FaultWindow = {
  fromMs: 0,
  forMs: null,
  share: 1,
  what: { kind: 'status', status: 429, retryAfterSeconds: null },
};
const RESTART: RestartResult = {
  instance: 'apiserver-1',
  kind: 'restart',
  ended: 'by itself',
  atMs: 1000,
  awayMs: 2000,
  held: 0,
  skipped: 0,
  unanswered: 0,
};

describe('what an API server may have lost at a restart', () => {
  const events = { ...madeUpTrial().events, lostAtRestart: 40, unexplained: 0 };
  const judged = (windows: readonly FaultWindow[], unsettled: number) => {
    const meta = madeUpMeta({ settings: { ...QUICK, maxBatchSize: 10 }, receiver: { ...HEALTHY_RECEIVER, windows } });
    return judgedAtRestarts(events, meta, [RESTART], { unsettledAt: () => [unsettled] });
  };

  test('with a healthy receiver is what the model says and a batch; more is unexplained', () => {
    expect(judged([], 100)).toMatchObject({ lostAtRestart: 10, unexplained: 30 });
  });

  test('with one that fails also what it had when it began to end: given up then, no counter tells of it', () => {
    expect(judged([REFUSED], 30)).toMatchObject({ lostAtRestart: 40, unexplained: 0 });
    expect(judged([REFUSED], 20)).toMatchObject({ lostAtRestart: 30, unexplained: 10 });
  });

  test('the model counts what had not been settled when the end began, given up later or delivered', () => {
    const timesMs = Float64Array.from({ length: 100 }, (_, index) => index);
    const settings = { ...QUICK, maxBatchSize: 10, maxBatchWaitMs: 1000, throttleQps: 1, throttleBurst: 1 };
    const ends = { atMs: 200, graceMs: Number.POSITIVE_INFINITY };
    const healthy = simulate(timesMs, settings, { ends });
    expect(healthy).toMatchObject({ held: 0, unsettledAtEnd: 90 });
    const receiver = receiverModel({ latencyMs: 0, windows: [REFUSED] }, 1);
    expect(simulate(timesMs, settings, { ends, receiver })).toMatchObject({
      failed: 100,
      held: 0,
      unsettledAtEnd: 100,
    });
    expect(simulate(timesMs, settings).unsettledAtEnd).toBe(0);
  });
});
