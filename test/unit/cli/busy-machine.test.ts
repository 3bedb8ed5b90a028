import { expect, test } from 'vitest';
import { busyWarning } from '../../../src/cli/busy-machine.ts';

test('a machine with other work is warned of, with what to do; half of it free is quiet enough', () => {
  expect(busyWarning({ load: 1, processors: 2 })).toBeNull();
  expect(busyWarning({ load: 1.26, processors: 2 })).toBe(
    'This machine is busy (load average 1.3 on 2 processors): requests may leave late, and trials in doubt decide nothing. Better: a quieter machine, a lower rate, or more load.workers.',
  );
});
