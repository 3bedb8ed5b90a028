import { setMaxListeners } from 'node:events';
import type { Breakable, Scope } from '../core/scope.ts';

/** Tells whoever listens that something of ours broke. */
export class FaultTeller implements Breakable {
  readonly #listeners = new Set<(cause: Error) => void>();

  onBroken(listener: (cause: Error) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(cause: Error): void {
    for (const listener of this.#listeners) listener(cause);
  }
}

/**
 * Does work that ends at once when one of these breaks, with what broke as the error: whatever fails after it fails by
 * it. `fault` is for what the work itself finds broken.
 */
export async function endingAtFaults<T>(
  breakables: readonly Breakable[],
  scope: Scope,
  work: (scope: Scope, fault: (cause: Error) => void) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const signal = AbortSignal.any([scope.signal, controller.signal]);
  setMaxListeners(0, signal);
  const fault = (cause: Error): void => controller.abort(cause);
  const stops = breakables.map((breakable) => breakable.onBroken(fault));
  try {
    return await work({ ...scope, signal }, fault);
  } catch (error) {
    throw controller.signal.aborted && !scope.signal.aborted ? controller.signal.reason : error;
  } finally {
    for (const stop of stops) stop();
  }
}

/** Rejects as soon as the signal does; the promise's own end is then the closing resource's business. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => {});
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(signal.reason);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
