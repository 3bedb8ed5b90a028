import { type ChildProcess, fork } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Resource } from '../core/scope.ts';
import { messageOf } from '../core/errors.ts';

/**
 * A process of our own that speaks request/response over the fork channel. Messages are few: records go to disk.
 * Wire shape: parent → child `{id, method, argument}`; child → parent `{id, result}`, `{id, error}` or `{event, data}`.
 */
export interface ChildPeer extends Resource {
  readonly pid: number;
  call<Result>(method: string, argument?: unknown): Promise<Result>;
  on(event: string, listener: (data: unknown) => void): () => void;
  /** Resolves when the process has ended, with a sentence about how. */
  readonly ended: Promise<string>;
}

/**
 * Forks `dist/<entry>`. Compiled code on purpose: from src/ (tests) and from dist/ the folder above is the same.
 * `close` asks the child to stop by closing the channel and kills it after 5 s.
 */
export function forkPeer(entry: string, logFile: string, nodeFlags: readonly string[] = []): ChildPeer {
  const module = fileURLToPath(new URL(`../../dist/${entry}`, import.meta.url));
  const log = openSync(logFile, 'a');
  const execArgv = [...process.execArgv, ...nodeFlags];
  const child = fork(module, [], { stdio: ['ignore', log, log, 'ipc'], serialization: 'advanced', execArgv });
  closeSync(log);
  return new ForkedPeer(child, entry, logFile);
}

class ForkedPeer implements ChildPeer {
  readonly ended: Promise<string>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  readonly #listeners = new Map<string, Set<(data: unknown) => void>>();
  readonly #name: string;
  readonly #logFile: string;
  #how = 'has ended';
  #nextId = 0;

  constructor(child: ChildProcess, entry: string, logFile: string) {
    this.#child = child;
    this.#name = basename(entry, '.js');
    this.#logFile = logFile;
    child.on('message', (message: { id?: number; result?: never; error?: string; event?: string; data?: unknown }) => {
      if (message.event !== undefined) {
        for (const listener of this.#listeners.get(message.event) ?? []) listener(message.data);
        return;
      }
      const waiting = this.#waiting.get(message.id ?? -1);
      this.#waiting.delete(message.id ?? -1);
      if (message.error !== undefined) waiting?.reject(new Error(message.error));
      else waiting?.resolve(message.result as never);
    });
    this.ended = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#how = how;
        for (const waiting of this.#waiting.values()) waiting.reject(this.#gone());
        this.#waiting.clear();
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
    const id = this.#nextId;
    this.#nextId += 1;
    return new Promise<Result>((resolve, reject) => {
      if (!this.#child.connected) {
        reject(this.#gone());
        return;
      }
      this.#waiting.set(id, { resolve: resolve, reject });
      // A process that ends just now takes no message; how it ended is told by its end.
      this.#child.send({ id, method, argument }, () => {});
    });
  }

  #gone(): Error {
    return new Error(`${this.#name} ${this.#how}; its output: ${this.#logFile}`);
  }

  on(event: string, listener: (data: unknown) => void): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect();
    const kill = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await this.ended;
    clearTimeout(kill);
  }
}

/** The child's side: answers calls with these methods, ends when the parent goes away (after `onClose`). */
export function serveParent(
  methods: Readonly<Record<string, (argument: never) => unknown>>,
  onClose?: () => Promise<void>,
): void {
  process.on('message', async ({ id, method, argument }: { id: number; method: string; argument: never }) => {
    try {
      const result = await methods[method]?.(argument);
      process.send?.({ id, result });
    } catch (error) {
      process.send?.({ id, error: messageOf(error) });
    }
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
