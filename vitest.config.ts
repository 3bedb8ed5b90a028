import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Files with processes that run at a time: they wait for more than half of their time, and kind needs some memory. */
const PROCESS_FILES = Math.min(6, availableParallelism() + 1);

/** What a file of tests needs decides what may run beside it. */
export default defineConfig({
  test: {
    globalSetup: 'test/support/temp-dir.ts',
    reporters: ['default'],
    projects: [
      {
        // Functions only, and files of their own: side by side.
        extends: true,
        test: {
          name: 'pure',
          include: ['test/{unit,property,golden}/**/*.test.ts'],
          // Modules are loaded once for all files, which is half of their time; no test changes one.
          isolate: false,
          // Nothing here waits for anything; a slow machine beside other work is what takes seconds.
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Real processes, their clocks and pages. Most of their time they wait, so several files share the cores; what
        // a machine that is busy may do to a measurement is told by it as a doubt, and tests ask for no more.
        extends: true,
        test: {
          name: 'processes',
          include: ['test/{cli,browser,contract,real}/**/*.test.ts'],
          maxWorkers: PROCESS_FILES,
          // What only waits is told by `test.concurrent`.
          maxConcurrency: 3,
          // Only for what hangs: a kind cluster takes 10 s on one machine and 25 s on another.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
