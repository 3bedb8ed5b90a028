import { spawn } from 'node:child_process';
import { existsSync, openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { execa } from 'execa';
import { messageOf } from '../core/errors.ts';
import { atExit } from './at-exit.ts';
import { signalGroup, stopGroup } from './process-group.ts';

/** A program that we run beside us, and what it starts: its output goes to a file, and it dies with us. */
export interface Program {
  readonly pid: number;
  readonly logFile: string;
  /** Resolves when it has ended, with how: `status 1`, `SIGKILL`. */
  readonly ended: Promise<string>;
  readonly running: boolean;
  /** SIGTERM, and SIGKILL after `graceMs`. Idempotent. */
  stop(graceMs: number): Promise<void>;
  /** SIGKILL, for a program that has nothing left to lose. Idempotent. */
  kill(): Promise<void>;
}

/** On Linux through `setpriv --pdeathsig KILL` where that is installed, so that a program never outlives us. */
function dyingWithUs(file: string, args: readonly string[], path = process.env['PATH']): [string, string[]] {
  const setpriv = process.platform === 'linux' ? findOnPath('setpriv', process.env['PATH'] ?? '') : undefined;
  // One that is not there is told by who would start it, not by setpriv.
  const isThere = file.includes('/') ? existsSync(file) : findOnPath(file, path ?? '') !== undefined;
  if (setpriv === undefined || !isThere) return [file, [...args]];
  return [setpriv, ['--pdeathsig', 'KILL', '--', file, ...args]];
}

/** Starts a program that dies with us. Errors: when it cannot be executed. */
export function startProgram(file: string, args: readonly string[], logFile: string): Program {
  const log = openSync(logFile, 'a');
  // A session of its own: Ctrl-C and a closed terminal reach a whole group, but it is for us to say when it ends.
  const child = spawn(...dyingWithUs(file, args), { stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  const forget = atExit(() => void signalGroup(child.pid, 'SIGKILL'));
  let running = true;
  // A shell that ends leaves the programs of its pipeline, which are for us to end.
  let left = true;
  const ended = new Promise<string>((resolve) => {
    const end = (how: string): void => {
      running = false;
      left = signalGroup(child.pid, 0);
      if (!left) forget();
      resolve(how);
    };
    child.once('error', (error) => end(messageOf(error)));
    child.once('exit', (code, signal) => end(signal ?? `status ${code}`));
  });
  return {
    pid: child.pid ?? -1,
    logFile,
    ended,
    get running() {
      return running;
    },
    async stop(graceMs) {
      if (left) await stopGroup(child.pid, graceMs);
      await ended;
      left = false;
      forget();
    },
    async kill() {
      if (left) signalGroup(child.pid, 'SIGKILL');
      await ended;
      left = false;
      forget();
    },
  };
}

export interface CommandOutcome {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** What went wrong in one line; '' when it ended with status 0. */
  readonly failure: string;
}

export interface CommandOptions {
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

/** Runs a program to its end, or to ours, and gives its output; a failure is a value, not an exception. */
export async function runCommand(
  file: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutcome> {
  const { signal } = options;
  // A group of its own: a cancelled program takes the programs that it started with it.
  const child = execa(...dyingWithUs(file, args, options.environment?.['PATH']), {
    reject: false,
    detached: signal !== undefined,
    ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
    ...(options.environment === undefined ? {} : { env: options.environment }),
    forceKillAfterDelay: 2000,
    maxBuffer: 64 * 2 ** 20,
  });
  const cancel = (): void => void signalGroup(child.pid, 'SIGKILL');
  signal?.addEventListener('abort', cancel, { once: true });
  if (signal?.aborted) cancel();
  const result = await child;
  signal?.removeEventListener('abort', cancel);
  const stderr = result.stderr ?? '';
  const stdout = result.stdout ?? '';
  const failure = result.failed ? (lastLine(stderr) ?? lastLine(stdout) ?? result.shortMessage ?? 'it failed') : '';
  return { exitCode: result.exitCode, stdout, stderr, failure };
}

/** First executable of this name in a PATH. */
export function findOnPath(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((dir) => dir !== '')
    .map((dir) => join(dir, name))
    .find((file) => existsSync(file));
}

/** The arguments that a running process was started with; from /proc, or from ps where there is none. */
export async function readCommandLine(pid: number): Promise<readonly string[]> {
  if (process.platform === 'linux') {
    const text = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    return text.split('\0').filter((argument) => argument !== '');
  }
  const { stdout } = await runCommand('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
  return stdout.trim().split(/ +(?=--)/);
}

/** The Node that runs us. */
export function nodeExecutable(): string {
  return process.execPath;
}

/** A TCP port of this address that nobody listens on now. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, host, () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

export function lastLine(text: string): string | undefined {
  return text.trimEnd().split('\n').at(-1) || undefined;
}

/** `pid:start` of a running process, so that a pid used again is told from it; `null`: no such process. */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
    // Field 22 is the start time; the program's name before it may hold spaces and brackets.
    return stat === null ? null : `${pid}:${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  }
  const { stdout } = await runCommand('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return stdout.trim() === '' ? null : `${pid}:${stdout.trim()}`;
}

/** The identity of this very process. */
export async function ownIdentity(): Promise<string> {
  return (await processIdentity(process.pid)) ?? String(process.pid);
}
