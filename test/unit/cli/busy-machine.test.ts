import { expect, test } from 'vitest';
import { busyWarning } from '../../../src/cli/busy-machine.ts';

test('a machine with other work is warned of, with what to do; half of it free is quiet enough', () => {
  expect(busyWarning({ busyShare: 0.5, processors: 2 })).toBeNull();
  expect(busyWarning({ busyShare: 0.63, processors: 2 })).toBe(
    'This machine is busy (other programs use 63 % of its 2 processors): requests may leave late, and trials in doubt decide nothing. Better: a quieter machine, a lower rate, or more load.workers.',
  );
});
