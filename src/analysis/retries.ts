import type { BatchRecord, EventRecord } from '../core/records.ts';
import type { RetryResult } from '../core/result.ts';

/**
 * Batches that were POSTed again because they were not taken: kube-apiserver sends the same events in the same order
 * (k8s.io/apiserver plugin/pkg/audit/webhook at v0.36.3), so the first and the last event and their number name a batch.
 */
export class Retries {
  /** POSTs of every batch that was not taken at first. */
  readonly #open = new Map<string, number>();
  #retried = 0;
  #recovered = 0;
  #mostPosts = 0;

  add({ delivered, events, status }: BatchRecord): void {
    const [first] = events;
    const last = events.at(-1);
    // The lines of a log have no status.
    if (status === undefined || first === undefined || last === undefined) return;
    const key = `${nameOf(first)} ${nameOf(last)} ${events.length}`;
    const posts = this.#open.get(key);
    if (posts === undefined && delivered) return;
    if (posts === undefined) this.#retried += 1;
    this.#mostPosts = Math.max(this.#mostPosts, (posts ?? 0) + 1);
    if (!delivered) {
      this.#open.set(key, (posts ?? 0) + 1);
      return;
    }
    this.#open.delete(key);
    this.#recovered += 1;
  }

  result(): RetryResult {
    return {
      refused: this.#retried,
      recovered: this.#recovered,
      notTaken: this.#open.size,
      mostPosts: this.#mostPosts,
    };
  }
}

function nameOf([auditId, stage]: EventRecord): string {
  return `${auditId} ${stage}`;
}
