import { describe, expect, test } from 'vitest';
import type { Phase } from '../../../../src/core/scenario.ts';
import type { ProgressStatus, Scope } from '../../../../src/core/scope.ts';
import { TrialProgress } from '../../../../src/runner/trial/trial-progress.ts';
import type { AuditSettings } from '../../../../src/core/settings.ts';
import { sample } from '../../../support/records.ts';
import { QUICK } from '../../../support/settings.ts';

const BLOCKING: AuditSettings = { mode: 'blocking', initialBackoffMs: 200, truncate: null };

const steady = (name: string, measure = true): Phase => ({
  name,
  measure,
  kind: 'constant',
  ratePerSecond: 100,
  durationMs: 10_000,
});
const burst: Phase = {
  name: 'burst',
  measure: true,
  kind: 'burst',
  requests: 500,
  connections: 10,
  assumeRatePerSecond: null,
};
const counters = (phase: number | null, sent = 0) => ({ phase, intended: sent, sent, answered: sent });

/** Progress of a trial whose clock stands where the test puts it. */
function watched(phases: readonly Phase[], settings: AuditSettings = BLOCKING) {
  const steps: string[] = [];
  const statuses: ProgressStatus[] = [];
  let nowMs = 1000;
  const scope: Scope = {
    signal: new AbortController().signal,
    clock: { nowMs: () => nowMs, wallMs: () => nowMs, sleep: () => Promise.reject(new Error('nobody sleeps here')) },
    random: () => 0,
    progress: {
      trial: () => {},
      step: (text) => steps.push(text),
      status: (status) => statuses.push(status),
      note: () => {},
    },
    runDir: '/nowhere',
  };
  const progress = new TrialProgress('small-1', phases, settings, scope);
  return {
    progress,
    steps,
    last: () => statuses.at(-1),
    at: (ms: number) => {
      nowMs = ms;
    },
  };
}

describe('the progress of a trial', () => {
  test('names the phase that runs, once when it begins', () => {
    const { progress, steps } = watched([steady('before'), burst, steady('after')]);
    progress.begin();
    for (const phase of [0, 0, 1, 1, 2]) progress.load(counters(phase));
    expect(steps).toEqual([
      'small-1: measuring: before (1 of 3)',
      'small-1: measuring: burst (2 of 3)',
      'small-1: measuring: after (3 of 3)',
    ]);
  });

  test('counters that were held up and come together make no rate of a moment', () => {
    const { progress, last, at } = watched([steady('s')]);
    progress.begin();
    progress.load(counters(0));
    at(2000);
    progress.load(counters(0, 100));
    at(2001);
    progress.load(counters(0, 210));
    expect(last()).toMatchObject({ requestsPerSecond: 100, counts: { sent: 210 } });
    at(3000);
    progress.load(counters(0, 220));
    expect(last()).toMatchObject({ requestsPerSecond: 120 });
  });

  test('the warm-up is not counted, and its last counters do not change the phase', () => {
    const { progress, steps } = watched([steady('warm-up', false), burst, steady('after')]);
    progress.begin();
    for (const phase of [null, 0, 1, 2]) progress.load(counters(phase));
    expect(steps).toEqual(['small-1: measuring: burst (1 of 2)', 'small-1: measuring: after (2 of 2)']);
  });

  test('a single phase needs no number', () => {
    const { progress, steps } = watched([steady('load')]);
    progress.begin();
    expect(steps).toEqual(['small-1: measuring: load']);
  });

  test('requests per second from two readings of the generator', () => {
    const { progress, at, last } = watched([steady('load')]);
    progress.begin();
    progress.load(counters(0, 100));
    expect(last()?.requestsPerSecond).toBeNull();
    at(1250);
    progress.load(counters(0, 150));
    expect(last()?.requestsPerSecond).toBe(200);
  });

  test('events per second and drops are summed over the API servers', () => {
    const { progress, last } = watched([steady('load')]);
    const dropped = (buffered: number) => ({ buffered, webhook: 0, log: 0, truncate: 0 });
    const before = ['a', 'b'].map((name) => sample('before', 0, { errors: dropped(5) }, name));
    progress.begin();
    progress.sample(sample('grid', 1000, { generated: 100, errors: dropped(5) }, 'a'), before);
    expect(last()).toMatchObject({ eventsPerSecond: null, dropped: 0 });
    progress.sample(sample('grid', 1000, { generated: 50, errors: dropped(5) }, 'b'), before);
    progress.sample(sample('grid', 1500, { generated: 300, errors: dropped(7) }, 'a'), before);
    progress.sample(sample('grid', 1500, { generated: 75, errors: dropped(8) }, 'b'), before);
    expect(last()).toMatchObject({ eventsPerSecond: 450, dropped: 5 });
  });

  test('the buffers by the model, from what came between two readings', () => {
    const settings = {
      ...QUICK,
      bufferSize: 1000,
      maxBatchSize: 100,
      maxBatchWaitMs: 30_000,
      throttleQps: 1,
      throttleBurst: 1,
    };
    const { progress, last } = watched([steady('load')], settings);
    progress.begin();
    for (const name of ['a', 'b']) progress.sample(sample('grid', 1000, { generated: 50 }, name), []);
    expect(last()?.buffer).toEqual({ events: 0, size: 2000 });
    // 400 events: a batch leaves at once, the next is held, for no token comes back within half a second.
    progress.sample(sample('grid', 1500, { generated: 450 }, 'a'), []);
    expect(last()?.buffer).toEqual({ events: 200, size: 2000 });
  });

  test('a mode without a buffer has none to show', () => {
    const { progress, last } = watched([steady('load')]);
    progress.begin();
    progress.sample(sample('grid', 1000, { generated: 50 }, 'a'), []);
    expect(last()?.buffer).toBeNull();
  });

  test('a scrape that failed changes nothing', () => {
    const { progress, last } = watched([steady('load')]);
    progress.begin();
    progress.sample(sample('grid', 1000, null), []);
    expect(last()).toBeUndefined();
  });

  test('time left counts from the first measured phase; once it is over it is not known', () => {
    const { progress, at, last } = watched([steady('warm-up', false), steady('load'), burst]);
    at(5000);
    progress.begin();
    at(8000);
    progress.load(counters(1));
    expect(last()?.leftMs).toBe(7000);
    at(15_500);
    progress.load(counters(2));
    expect(last()?.leftMs).toBeNull();
  });
});
