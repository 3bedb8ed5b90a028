import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';

const BIN = resolve('bin/audit-bench.js');

export interface CliOutcome {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** Runs the real command line to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliOutcome> {
  const { exitCode, stdout, stderr } = await startCli(args, options);
  return { exitCode, stdout, stderr };
}

/** Starts the real command line; a failure is a value. */
export function startCli(args: readonly string[], { env = {}, cwd = process.cwd() }: CliOptions = {}) {
  return execa(process.execPath, [BIN, ...args], { reject: false, cwd, env: { NO_COLOR: '1', ...env } });
}

/** A new folder for one test. */
export function tempDir(): string {
  return mkdtempSync(join(tmpdir(), 'audit-bench-test-'));
}
