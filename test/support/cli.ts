import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa, type ResultPromise } from 'execa';

const BIN = resolve('bin/audit-bench.js');

export interface CliOutcome {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the real command line to its end. */
export async function runCli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<CliOutcome> {
  const { exitCode, stdout, stderr } = await startCli(args, options);
  return { exitCode, stdout: String(stdout), stderr: String(stderr) };
}

/** Starts the real command line; a failure is a value. */
export function startCli(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): ResultPromise<{ reject: false }> {
  return execa(process.execPath, [BIN, ...args], {
    reject: false,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { NO_COLOR: '1', ...options.env },
  });
}

/** A new folder for one test. */
export function tempDir(): string {
  return mkdtempSync(join(tmpdir(), 'audit-bench-test-'));
}
