import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { growthWords, memoryInBins, memoryUntil } from '../../../src/runner/memory-until.ts';
import { sample } from '../../support/records.ts';

const MIB = 2 ** 20;
const reading = (instance: string, atMs: number, mib: number | null) =>
  sample('grid', atMs, mib === null ? null : { residentMemoryBytes: mib * MIB }, instance);

describe('the memory of API servers until a trial failed', () => {
  test('is the sum of all of them in each bin, and a bin without a reading is not known', () => {
    const memory = memoryInBins([
      reading('a', 1000, 100),
      reading('b', 1010, 50),
      reading('a', 1400, 110),
      reading('a', 1600, null),
      reading('a', 2100, 200),
      reading('b', 2110, 60),
    ]);
    expect(memory?.bytes).toEqual([160 * MIB, null, 260 * MIB]);
    expect(growthWords(memory ?? expect.unreachable())).toBe(
      '; before that the memory of its API servers grew from 160 MiB to 260 MiB in 1 s (the kernel kills who takes more than there is)',
    );
  });

  test('is not told where it did not grow by much, and there is none where nothing was read', () => {
    expect(growthWords({ stepMs: 500, bytes: [100, 110] })).toBe('');
    expect(memoryInBins([])).toBeNull();
    expect(memoryInBins([reading('a', 1, null)])).toBeNull();
  });

  test('a folder without samples, or with broken ones, hides no failure', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'audit-bench-memory-'));
    expect(await memoryUntil(dir)).toBeNull();
    writeFileSync(join(dir, 'samples.jsonl'), 'no JSON\nnor this\n');
    expect(await memoryUntil(dir)).toBeNull();
  });
});
