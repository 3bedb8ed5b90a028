import { expect, test } from 'vitest';
import { clockStepMs } from '../../../../src/runner/trial/clock-step.ts';

test('the closest pair of readings counts: one that was interrupted says nothing', () => {
  let reading = 0;
  const nowMs = [0, 70, 100, 100.01, 200, 240];
  const wallMs = [70, 100, 240];
  const clock = {
    nowMs: () => nowMs[reading++ % nowMs.length] ?? 0,
    wallMs: () => wallMs[Math.floor((reading % nowMs.length) / 2)] ?? 0,
    sleep: () => Promise.resolve(),
  };
  expect(clockStepMs(clock)).toBe(0);
});
