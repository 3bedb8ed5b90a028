import type { BatchSettings } from '../../src/core/settings.ts';

/** Small and quick: batches leave after 200 ms. */
export const QUICK: BatchSettings = {
  mode: 'batch',
  bufferSize: 2000,
  maxBatchSize: 10,
  maxBatchWaitMs: 200,
  throttleEnabled: true,
  throttleQps: 50,
  throttleBurst: 50,
  initialBackoffMs: 200,
  truncate: null,
};
