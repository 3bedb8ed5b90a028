import { defineConfig } from 'vitest/config';

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
          // Nothing here waits for anything; a slow machine beside other work is what takes seconds.
          testTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Commands that start no load, and pages: their times are nobody's measurement, so they share the cores.
        extends: true,
        test: {
          name: 'commands',
          include: ['test/{cli,browser}/**/*.test.ts'],
          exclude: ['test/cli/{interrupt,signals,faults,crash}*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // Real processes and their clocks: one file after another, or they would measure each other.
        extends: true,
        test: {
          name: 'processes',
          include: ['test/{contract,real}/**/*.test.ts', 'test/cli/{interrupt,signals,faults,crash}*.test.ts'],
          fileParallelism: false,
          // What only waits is told by `test.concurrent`.
          maxConcurrency: 3,
          // Only for what hangs: a kind cluster takes 10 s on one machine and 25 s on another.
          testTimeout: 300_000,
          hookTimeout: 300_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
