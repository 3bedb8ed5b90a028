import { expect, test } from 'vitest';
import { type BindingEvidence, bindingLimit } from '../../../src/analysis/binding.ts';
import { WEBHOOK_DEFAULTS } from '../../../src/core/kubernetes-defaults.ts';

/** Ten full batches of 400 a second, far from any limit. */
const QUIET: BindingEvidence = {
  settings: WEBHOOK_DEFAULTS,
  receiverLatencyMs: 5,
  failed: 0,
  dropped: 0,
  rejected: 0,
  busiestPerSecond: 1000,
  peakBuffer: 0,
  batches: 10,
  batchesByTimer: 0,
};
const blocking = { mode: 'blocking', initialBackoffMs: 10_000, truncate: null } as const;

/** The first row that is true counts. */
test.each<readonly [string, Partial<BindingEvidence>, ReturnType<typeof bindingLimit>]>([
  ['batches were given up, whatever else', { failed: 1, dropped: 9, busiestPerSecond: 5000 }, 'receiver'],
  ['blocking: requests were rejected', { settings: blocking, rejected: 1, receiverLatencyMs: 0 }, 'receiver'],
  ['blocking: requests waited for the receiver', { settings: blocking }, 'receiver'],
  ['blocking: a receiver that takes no time', { settings: blocking, receiverLatencyMs: 0 }, null],
  ['dropped, faster than the ceiling all the time', { dropped: 1, busiestPerSecond: 4001 }, 'throttle'],
  ['dropped, at the ceiling on average: a peak', { dropped: 1, busiestPerSecond: 4000 }, 'buffer'],
  [
    'dropped without a throttle',
    { dropped: 1, busiestPerSecond: 1e6, settings: { ...WEBHOOK_DEFAULTS, throttleEnabled: false } },
    'buffer',
  ],
  ['nothing dropped, a whole batch queued', { peakBuffer: 400, batchesByTimer: 10 }, 'throttle'],
  ['most batches left because their wait was over', { peakBuffer: 399, batchesByTimer: 6 }, 'batch'],
  ['half of the batches were full', { batchesByTimer: 5 }, null],
  ['nothing came', { batches: 0, busiestPerSecond: 0 }, null],
])('%s', (_name, changes, binding) => {
  expect(bindingLimit({ ...QUIET, ...changes })).toBe(binding);
});
