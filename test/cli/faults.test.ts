import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/core/result.ts';
import { runCli, startCli, tempDir } from '../support/cli.ts';
import { processesWith, tempEntries } from '../support/processes.ts';

const TWO = `apiVersion: audit-bench/v1
kind: Scenario
name: two
load: { phases: [{ rate: 100/s, duration: 3s }] }
variants: [{ name: a, maxBatchWait: 500ms }, { name: b, maxBatchWait: 600ms }]
`;

/** A process that this one started, by a word of its command line (Linux). */
function childOf(parent: number, word: string): number {
  const pid = readdirSync('/proc').find((name) => {
    if (!/^\d+$/.test(name)) return false;
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8');
      const line = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status) && line.includes(word);
    } catch {
      return false;
    }
  });
  return Number(pid);
}

/** Runs two variants; once this step is said, does something to the run. */
async function runWith(step: string, fault: (run: { pid: number; out: string }) => void, dir = tempDir()) {
  const scratch = tempDir();
  const out = join(dir, 'run');
  writeFileSync(join(dir, 's.yaml'), TWO);
  const args = ['run', join(dir, 's.yaml'), '--out', out];
  const child = startCli(args, { env: { TMPDIR: scratch } });
  let seen = '';
  let done = false;
  child.stderr.on('data', (chunk: Buffer) => {
    seen += chunk.toString();
    if (done || !seen.includes(step)) return;
    done = true;
    fault({ pid: child.pid ?? 0, out });
  });
  const { exitCode, stdout, stderr } = await child;
  expect(processesWith(scratch)).toEqual([]);
  expect(tempEntries(scratch)).toEqual([]);
  return { exitCode, stdout, stderr, out, args };
}

function errorsOf(out: string): readonly (string | null)[] {
  const { trials } = JSON.parse(readFileSync(join(out, 'result.json'), 'utf8')) as RunResult;
  return [...new Set(trials.map(({ variant }) => variant))].map(
    (name) => trials.find(({ variant }) => variant === name)?.error ?? null,
  );
}

describe('a fault ends what it breaks, at once, with its cause; the next trial goes on', () => {
  test.each([
    ['receiver-process', /^the receiver was ended by SIGKILL; its output: \S+\/receiver\.log$/],
    ['worker-process', /^worker-process was ended by SIGKILL; its output: \S+\/load\.log$/],
    ['apiserver-process', /^apiserver-1 was ended by SIGKILL; its output ends with: .+$/],
  ])('%s is killed', async (program, cause) => {
    const started = performance.now();
    const { exitCode, stdout, out } = await runWith('a-1: measuring', ({ pid }) => {
      process.kill(childOf(pid, program), 'SIGKILL');
    });
    const [first, second] = errorsOf(out);
    expect(first).toMatch(cause);
    expect(second).toBeNull();
    expect(stdout).toMatch(/"a" could not be measured: .*SIGKILL/);
    expect(exitCode).toBe(4);
    expect(performance.now() - started).toBeLessThan(60_000);
  });

  test('the disk fills up: the path is told, and --resume works when there is room', async (context) => {
    const dir = tempDir();
    const disk = join(dir, 'disk');
    mkdirSync(disk);
    const mounted = await execa('mount', ['-t', 'tmpfs', '-o', 'size=70m', 'tmpfs', disk], { reject: false });
    if (mounted.failed) context.skip('a small disk can be mounted only by root on Linux');
    try {
      const filler = join(disk, 'filler');
      const { exitCode, stderr, args, out } = await runWith(
        'a-1: measuring',
        () => {
          try {
            writeFileSync(filler, Buffer.alloc(80 * 2 ** 20));
          } catch {
            // It is full now.
          }
        },
        disk,
      );
      expect(stderr).toMatch(/a-1: failed: disk full: \S+ could not be written/);
      expect(stderr).not.toContain('this is a bug');
      expect(exitCode).toBe(4);
      await execa('rm', [filler]);
      const again = await runCli([...args, '--resume']);
      expect([0, 5]).toContain(again.exitCode);
      expect(errorsOf(out)).toEqual([null, null]);
    } finally {
      await execa('umount', [disk]);
    }
  });
});
