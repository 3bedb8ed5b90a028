import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { runCli, startCli, tempDir } from '../support/cli.ts';
import { processesWith, tempEntries } from '../support/processes.ts';

const STEPS = [
  'starting embedded',
  'small-1: proving the path',
  'small-1: setting up the load',
  'small-1: warm-up',
  'small-1: settling',
  'small-1: measuring',
  'small-1: draining',
  'large-1: applying settings',
  'large-1: measuring',
];

/** Two variants with every step of a trial; the first drains for some seconds. */
const STEPPED = `apiVersion: audit-bench/v1
kind: Scenario
name: stepped
policy: metadata-complete
load:
  phases: [{ rate: 20/s, duration: 1s, measure: false }, { burst: { requests: 150, connections: 8 } }, { rate: 20/s, duration: 1s }]
variants:
  - { name: small, bufferSize: 50, maxBatchSize: 25, maxBatchWait: 1s, throttleQps: 2, throttleBurst: 2 }
  - { name: large, bufferSize: 2000, maxBatchSize: 100, maxBatchWait: 500ms }
`;

const TWO_SHORT = `apiVersion: audit-bench/v1
kind: Scenario
name: short
load: { phases: [{ rate: 100/s, duration: 2s }] }
variants: [{ name: a, maxBatchWait: 500ms }, { name: b, maxBatchWait: 600ms }]
`;

describe('Ctrl-C', () => {
  // Nobody measures here, so that they may wait beside one another.
  test.concurrent.each(STEPS)('at "%s" leaves nothing running, keeps what was measured and exits 130', async (step) => {
    const dir = tempDir();
    const scratch = tempDir();
    const out = join(dir, 'run');
    writeFileSync(join(dir, 's.yaml'), STEPPED);
    const child = startCli(['run', join(dir, 's.yaml'), '--out', out], { env: { TMPDIR: scratch } });
    let seen = '';
    let sent = false;
    child.stderr.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      // Once: the second Ctrl-C leaves at once.
      if (!sent && seen.includes(step)) sent = child.kill('SIGINT');
    });
    const { exitCode, stderr } = await child;
    expect(stderr).toContain('interrupted: giving everything back');
    expect(exitCode).toBe(130);
    expect(processesWith(scratch)).toEqual([]);
    expect(tempEntries(scratch)).toEqual([]);
    if (!existsSync(join(out, 'result.json'))) {
      expect(step).toBe('starting embedded');
      return;
    }
    const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
    expect(result.status).toBe('interrupted');
    expect(result.trials.map(({ id }) => id)).toEqual(step.startsWith('large') ? ['small-1'] : []);
  });
});

describe('--resume', () => {
  test('goes on with an interrupted run and keeps what it paid for', async () => {
    const dir = tempDir();
    const out = join(dir, 'run');
    writeFileSync(join(dir, 's.yaml'), STEPPED);
    const args = ['run', join(dir, 's.yaml'), '--out', out];
    const child = startCli(args);
    let sent = false;
    child.stderr.on('data', (chunk: Buffer) => {
      if (!sent && chunk.toString().includes('large-1: measuring')) sent = child.kill('SIGINT');
    });
    expect((await child).exitCode).toBe(130);
    const before = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
    const { exitCode, stderr } = await runCli([...args, '--resume']);
    expect(stderr).toContain('small-1: kept from the interrupted run');
    expect(exitCode).toBe(0);
    const after = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
    expect(after.status).toBe('complete');
    expect(after.trials.map(({ id }) => id)).toEqual(['small-1', 'large-1']);
    expect(after.trials[0]?.startedAt).toBe(before.trials[0]?.startedAt);
    const changed = await runCli(['run', resolve('scenarios/burst.yaml'), '--out', out, '--resume']);
    expect(changed).toMatchObject({
      exitCode: 2,
      stderr: `--resume: ${out} was measured with another text of the scenario\n  hint: start a new run, or restore the scenario file`,
    });
  });

  test('without a run to go on with', async () => {
    const out = join(tempDir(), 'run');
    expect(await runCli(['run', resolve('scenarios/quickstart.yaml'), '--out', out, '--resume'])).toMatchObject({
      exitCode: 2,
      stderr: `--resume: ${out}/result.json is not there\n  hint: name the run directory with --out`,
    });
  });

  test('interrupted again, what it had not come to stays; a trial without its raw files is measured again', async () => {
    const dir = tempDir();
    const out = join(dir, 'run');
    writeFileSync(join(dir, 's.yaml'), TWO_SHORT);
    const args = ['run', join(dir, 's.yaml'), '--out', out];
    await runCli(args);
    rmSync(join(out, 'trials', 'a-1', 'events.jsonl'));
    const child = startCli([...args, '--resume']);
    let sent = false;
    child.stderr.on('data', (chunk: Buffer) => {
      if (!sent && chunk.toString().includes('a-1: measuring')) sent = child.kill('SIGINT');
    });
    const { exitCode, stderr } = await child;
    expect(stderr).toContain('a-1: measured again: its raw files are gone');
    expect(exitCode).toBe(130);
    const result = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
    expect(result.trials.map(({ id }) => id)).toEqual(['a-1', 'b-1']);
    expect(result.verdict?.sentence).toBe('Interrupted after 2 trials; they are kept.');
  });
});
