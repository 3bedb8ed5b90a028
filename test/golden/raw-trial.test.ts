import { readFileSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'vitest';
import type { SampleRecord } from '../../src/core/records.ts';
import { analyseTrialDir } from '../../src/runner/analyse-dir.ts';
import { tempDir } from '../support/cli.ts';
import { expectGolden } from '../support/golden.ts';

/**
 * A trial on two kube-apiservers v1.36.3 (cluster local), recorded in version 1: a buffer of 25 that drops, a receiver
 * that refuses six POSTs of ten, so that batches are retried and some given up, a policy in which names matter.
 */
const RECORDED = resolve('test/fixtures/trials/lossy');
/** In the middle of the burst. */
const RESTARTED_AT_MS = 1795688694500;

async function golden(name: string, dir: string): Promise<void> {
  const { result, arrivals } = await analyseTrialDir(dir);
  const plain = arrivals.map((record) => ({
    ...record,
    timesMs: [...record.timesMs],
    sizesBytes: [...record.sizesBytes],
    lateMs: [...record.lateMs],
  }));
  expectGolden(name, `${JSON.stringify({ result, arrivals: plain }, null, 1)}\n`);
}

test('a recorded trial with losses and retries is analysed to the last digit', async () => {
  await golden('files/raw-trial.json', RECORDED);
});

test('the same with an API server that restarts: nothing is claimed by counters that began again', async () => {
  const dir = tempDir();
  await cp(RECORDED, dir, { recursive: true });
  const file = join(dir, 'samples.jsonl');
  writeFileSync(file, readFileSync(file, 'utf8').trimEnd().split('\n').map(restarted).join('\n'));
  await golden('files/raw-trial-restarted.json', dir);
});

/** The line of a sample as a second API server would have made it that was started again. */
function restarted(line: string): string {
  const sample = JSON.parse(line) as SampleRecord;
  const { counters, instance, sentMs } = sample;
  if (counters === null || instance !== 'apiserver-2' || sentMs < RESTARTED_AT_MS) return line;
  const errors = { ...counters.errors, buffered: 0, webhook: 0 };
  return JSON.stringify({
    ...sample,
    counters: { ...counters, generated: 7, errors, processStartMs: RESTARTED_AT_MS },
  });
}
