import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { noBinaries } from '../support/assets.ts';
import { startCli, tempDir } from '../support/cli.ts';
import { memoryLimit, noMemoryLimit, processIn } from '../support/memory-limit.ts';

const MIB = 2 ** 20;

describe('kubernetes#85489: a receiver that answers late', () => {
  test('makes a kube-apiserver without a throttle grow until it is killed, and its memory over time tells why', async (context) => {
    const missing = noBinaries ?? noMemoryLimit;
    if (missing !== null) context.skip(missing);
    const scratch = tempDir();
    const out = join(tempDir(), 'run');
    const only =
      'variants=[{name: unbounded, bufferSize: 1000, maxBatchSize: 10, maxBatchWait: 500ms, throttleEnable: false}]';
    const files = [resolve('scenarios/slow-receiver.yaml'), '--cluster', resolve('clusters/local.yaml'), '--out', out];
    const run = startCli(['run', ...files, '--set', only], { env: { TMPDIR: scratch } });
    // Some six seconds of the load: its memory is read twice a second, on a busy machine less often.
    const limit = memoryLimit(200 * MIB);
    onTestFinished(() => limit.remove());
    run.stderr?.on('data', (text: Buffer) => {
      const pid = text.includes('measuring: steady') ? processIn(scratch, 'kube-apiserver') : undefined;
      if (pid !== undefined) limit.hold(pid);
    });
    const { exitCode, stdout } = await run;
    expect(exitCode, stdout).toBe(4);
    const { trials } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
    const [trial] = trials;
    expect(trial?.error).toMatch(
      /was ended by SIGKILL; .*; before that the memory of its API servers grew from \d+ MiB to \d+ MiB in /s,
    );
    const memory = (trial?.series.memoryBytes ?? []).filter((bytes) => bytes !== null);
    expect(Math.max(...memory) - (memory[0] ?? 0)).toBeGreaterThan(50 * MIB);
    expect(stdout).toContain('was ended by SIGKILL');
  });
});
