import { describe, expect, test } from 'vitest';
import { RunView } from '../../../../src/cli/progress/run-view.ts';
import type { ProgressStatus } from '../../../../src/core/scope.ts';

const STATUS: ProgressStatus = {
  leftMs: 3000,
  requestsPerSecond: 812.4,
  eventsPerSecond: 1204,
  dropped: 0,
  buffer: { events: 300, size: 5000 },
  counts: null,
};

describe('what is shown of a run', () => {
  test('the trial of how many, its step, the buffer by the model, and numbers', () => {
    const view = new RunView({ trials: 4, durationMs: 40_000 });
    view.step('starting local');
    expect(view.head).toBe('starting local');
    view.trial('small-1', 1000);
    view.step('small-1: measuring: burst (2 of 3)');
    view.status(STATUS);
    expect(view.head).toBe('trial 1 of 4  small-1: measuring: burst (2 of 3) · buffer 300 of 5,000 (model)');
    expect(view.numbers(1000)).toEqual(['about 40 s left', '812 req/s', '1,204 events/s', '0 dropped']);
  });

  test('numbers of a step go with it', () => {
    const view = new RunView(null);
    view.status(STATUS);
    view.step('draining');
    expect(view.numbers(0)).toEqual([]);
  });

  test('repeats of trials in doubt are beyond the plan', () => {
    const view = new RunView({ trials: 1, durationMs: 10_000 });
    for (const id of ['a-1', 'a-1-again']) view.trial(id, 0);
    view.step('a-1-again: draining');
    expect(view.head).toBe('trial 2 of 2  a-1-again: draining');
  });
});

describe('the time left of a run', () => {
  test('is the estimate until a trial has been measured, then what those took', () => {
    const view = new RunView({ trials: 4, durationMs: 40_000 });
    expect(view.leftMs(0)).toBe(40_000);
    view.trial('a', 1000);
    expect(view.leftMs(5000)).toBe(36_000);
    view.trial('b', 21_000);
    expect(view.leftMs(21_000)).toBe(60_000);
    expect(view.leftMs(31_000)).toBe(50_000);
  });

  test('a trial that takes longer than the others does not make it negative, and nothing is done before it is', () => {
    const view = new RunView({ trials: 1, durationMs: 10_000 });
    view.trial('a', 1000);
    expect(view.leftMs(1_000_000)).toBe(0);
    expect(view.numbers(12_000)).toEqual(['nearly done']);
    expect(view.numbers(14_000)).toEqual(['longer than estimated']);
    expect(view.share(1_000_000)).toBe(0.99);
  });

  test('trials that were kept take no time and say nothing of the others', () => {
    const view = new RunView({ trials: 3, durationMs: 30_000 });
    for (const atMs of [0, 10, 20]) view.trial('kept', atMs);
    expect(view.leftMs(20)).toBe(10_000);
  });
});
