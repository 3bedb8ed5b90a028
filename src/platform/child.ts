import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import type { Resource } from '../core/scope.ts';
import { programFile } from './package-info.ts';
import { answerCall, type ChannelMessage, type Methods, type Peer, RemoteCalls } from './remote-calls.ts';

/**
 * A process of our own that speaks request/response over the fork channel. Messages are few: records go to disk.
 * Wire shape: parent → child `{id, method, argument}`; child → parent `{id, result}`, `{id, error}` or `{event, data}`.
 */
export interface ChildPeer extends Peer, Resource {
  readonly pid: number;
  /** Resolves when the process has ended, with a sentence about how. */
  readonly ended: Promise<string>;
}

/**
 * Forks a program of the package by its name. `close` asks it to stop by closing the channel and kills it after 5 s.
 */
export function forkPeer(program: string, logFile: string, nodeFlags: readonly string[] = []): ChildPeer {
  const log = openSync(logFile, 'a');
  const execArgv = [...process.execArgv, ...nodeFlags];
  const child = fork(programFile(program), [], {
    stdio: ['ignore', log, log, 'ipc'],
    serialization: 'advanced',
    execArgv,
  });
  closeSync(log);
  return new ForkedPeer(child, program, logFile);
}

class ForkedPeer implements ChildPeer {
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #calls: RemoteCalls;

  constructor(child: ChildProcess, program: string, logFile: string) {
    this.#child = child;
    // A process that ends just now takes no message; how it ended is told by its end.
    this.#calls = new RemoteCalls((message) => void child.send(message, () => {}));
    child.on('message', (message: ChannelMessage) => this.#calls.take(message));
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#calls.end(new Error(`${program} ${how}; its output: ${logFile}`));
        resolve(how);
      };
      child.once('error', (error) => end(`did not start: ${error.message}`));
      child.once('exit', (code, signal) =>
        end(signal === null ? `ended with status ${code}` : `was ended by ${signal}`),
      );
    });
  }

  get pid(): number {
    return this.#child.pid ?? -1;
  }

  call<Result>(method: string, argument?: unknown): Promise<Result> {
    return this.#calls.call(method, argument);
  }

  on(event: string, listener: (data: unknown) => void): () => void {
    return this.#calls.on(event, listener);
  }

  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(kill);
  }
}

/** The child's side: answers calls with these methods, ends when the parent goes away (after `onClose`). */
export function serveParent(methods: Methods, onClose?: () => Promise<void>): void {
  process.on('message', async (message: ChannelMessage) => {
    const answer = await answerCall(methods, message);
    if (answer !== null) process.send?.(answer);
  });
  process.once('disconnect', async () => {
    await onClose?.();
    process.exit(0);
  });
  // These reach the whole process group; the parent decides when its children end.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
}

/** Sends an event to the parent; without one (the parent has gone) it is dropped. */
export function emitToParent(event: string, data: unknown): void {
  if (process.connected) process.send?.({ event, data });
}

/** A line for the log file that the parent gave this process (`forkPeer`). */
export function log(line: string): void {
  process.stderr.write(`${line}\n`);
}
