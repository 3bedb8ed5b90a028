import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/temp-dir.ts',
    // Real processes share two cores: files that start some run one after another.
    fileParallelism: false,
    // Only for what hangs: a kind cluster takes 10 s on one machine and 25 s on another.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default'],
  },
});
