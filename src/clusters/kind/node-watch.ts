import { clusterFailed } from '../../core/errors.ts';
import type { Breakable } from '../../core/scope.ts';
import { FaultTeller } from '../../platform/faults.ts';
import type { Tools } from './tools.ts';

/** Longer than any run. */
const WATCH_MS = 7 * 24 * 3_600_000;

/**
 * Watches the containers of nodes: one that ends takes its API server with it. An API server that the kubelet starts
 * again shows in its counters.
 */
export class NodeWatch implements Breakable {
  readonly #faults = new FaultTeller();
  #stop = new AbortController();
  /** How the first of them ended; `null`: all run. */
  failure: Error | null = null;

  begin(nodes: readonly string[], tools: Tools): void {
    this.failure = null;
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const node of nodes) {
      // Ends when the container does, with its exit status as output.
      const waiting = tools.container(['wait', node], { signal, timeoutMs: WATCH_MS });
      void waiting.then(({ failure, stdout }) => {
        if (signal.aborted || failure !== '') return;
        this.failure ??= clusterFailed(`the node ${node} ended with status ${stdout.trim()}`);
        this.#faults.tell(this.failure);
      });
    }
  }

  /** What ends from now on was meant to. */
  end(): void {
    this.#stop.abort();
  }

  onBroken(listener: (cause: Error) => void): () => void {
    return this.#faults.onBroken(listener);
  }
}
