import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { runCli, tempDir } from '../support/cli.ts';
import { processesWith, tempEntries } from '../support/processes.ts';

const BIN = resolve('bin/audit-bench.js');

const SHORT = `apiVersion: audit-bench/v1
kind: Scenario
name: short
load: { phases: [{ rate: 100/s, duration: 3s }] }
variants: [{ name: a, maxBatchWait: 500ms }]
`;

/** Measured; 5 where the machine was so busy that nothing is trusted. */
const DONE: readonly unknown[] = [0, 5];

/** A run in a process group of its own, so that a test can signal all of it as a terminal does. */
function startRun() {
  const scratch = tempDir();
  const dir = tempDir();
  writeFileSync(join(dir, 's.yaml'), SHORT);
  const out = join(dir, 'run');
  const args = ['run', join(dir, 's.yaml'), '--out', out];
  const child = execa(process.execPath, [BIN, ...args], {
    reject: false,
    detached: true,
    env: { NO_COLOR: '1', TMPDIR: scratch },
  });
  const at = (step: string): Promise<void> =>
    new Promise((found) => {
      let seen = '';
      child.stderr.on('data', (chunk: Buffer) => {
        seen += chunk.toString();
        if (seen.includes(step)) found();
      });
    });
  return { child, at, scratch, out, args };
}

function readResult(out: string): RunResult {
  return JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
}

describe('a run that is told to end', () => {
  test.each(['SIGHUP', 'SIGTERM'] as const)('by %s to its whole group gives everything back', async (signal) => {
    const { child, at, scratch, out } = startRun();
    await at('a-1: measuring');
    const toldMs = performance.now();
    process.kill(-(child.pid ?? 0), signal);
    const { exitCode } = await child;
    expect(exitCode).toBe(130);
    expect(performance.now() - toldMs).toBeLessThan(10_000);
    expect(processesWith(scratch)).toEqual([]);
    expect(tempEntries(scratch)).toEqual([]);
    expect(readResult(out).status).toBe('interrupted');
    expect(existsSync(join(out, 'run.lock'))).toBe(false);
  });

  test('twice leaves at once, and leaves no keys', async () => {
    const { child, at, scratch } = startRun();
    await at('a-1: measuring');
    const told = at('once more to leave at once');
    child.kill('SIGINT');
    await told;
    child.kill('SIGINT');
    expect((await child).exitCode).toBe(130);
    expect(tempEntries(scratch)).toEqual([]);
    expect(processesWith(scratch)).toEqual([]);
  });
});

describe('a run that was killed', () => {
  test('is told of by the next, collected by gc, and gone on with by --resume', async () => {
    const { child, at, scratch, out, args } = startRun();
    await at('a-1: measuring');
    child.kill('SIGKILL');
    await child;
    const env = { TMPDIR: scratch };
    const [left] = tempEntries(scratch);
    const again = await runCli([...args, '--resume'], { env });
    expect(again.stderr).toContain(
      `a run that was killed left ${scratch}/${left ?? 'nothing'} behind, with keys in it; audit-bench gc deletes it`,
    );
    expect(DONE).toContain(again.exitCode);
    expect(readResult(out).status).toBe('complete');
    const collected = await runCli(['gc'], { env });
    expect(collected).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining(`deleted ${scratch}/${left ?? ''} of run ${out}`) as string,
    });
    expect(tempEntries(scratch)).toEqual([]);
  });
});

describe('a process that stands still for a while, as all do when a laptop sleeps', () => {
  test('the receiver: a doubt that says so, and the trial is measured again', async () => {
    const { child, at, out } = startRun();
    await at('a-1: measuring');
    const { stdout } = await execa('pgrep', ['-P', String(child.pid), '-f', 'receiver-process']);
    process.kill(Number(stdout), 'SIGSTOP');
    // What is tested is how long it stands still.
    await delay(2500);
    process.kill(Number(stdout), 'SIGCONT');
    expect((await child).stderr).toMatch(
      /a-1: in doubt \(.*the receiver stood still for 2\.\d+ s \(above 2 s\), which nobody planned.*\), measured again/,
    );
    const [stopped, again] = readResult(out).trials;
    expect(stopped).toMatchObject({ trusted: false, error: null, events: { generated: 600, delivered: 600 } });
    expect(again?.id).toBe('a-1-again');
  });
});

describe('a run directory', () => {
  test('whose run is alive is not resumed', async () => {
    const { child, at, out, args } = startRun();
    await at('a-1: measuring');
    const second = await runCli([...args, '--resume']);
    expect(second.exitCode).toBe(2);
    expect(second.stderr).toMatch(
      new RegExp(
        `^${out}: process ${child.pid} is writing there, since \\S+\\n  hint: let it end, or end it with Ctrl-C`,
      ),
    );
    expect(DONE).toContain((await child).exitCode);
    expect(readResult(out).trials.map(({ error }) => error)).toEqual([null]);
  });
});

describe('a run whose reader goes away', () => {
  test.each(['2>&1 | head -1'])('%s: goes on and ends as it would', async (pipe) => {
    const { args, out, child } = startRun();
    child.kill('SIGKILL');
    await child;
    const to = `${out}-piped`;
    const line = `node ${BIN} run ${args[1]} --out ${to} ${pipe}; echo "status \${PIPESTATUS[0]}"`;
    const { stdout } = await execa('bash', ['-c', line], { env: { NO_COLOR: '1' } });
    expect(stdout.trimEnd()).toMatch(/status (0|5)$/);
    expect(readResult(to).status).toBe('complete');
    expect(existsSync(join(to, 'report.html'))).toBe(true);
  });
});
