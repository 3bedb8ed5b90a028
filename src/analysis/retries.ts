import type { BatchRecord, EventRecord } from '../core/records.ts';
import type { RetryResult } from '../core/result.ts';
import { EventSet } from '../core/event-set.ts';

/**
 * Batches that were POSTed again because they were not taken: kube-apiserver sends the same events in the same order
 * (k8s.io/apiserver plugin/pkg/audit/webhook at v0.36.3), so the first and the last event and their number name a batch.
 */
export class Retries {
  /** POSTs of every batch that was not taken at first, and whether the last was not answered. */
  readonly #open = new Map<string, { readonly posts: number; readonly answered: boolean }>();
  /** Names of all batches that were taken: a POST that is never answered is written down after a later one that was. */
  readonly #taken = new EventSet();
  /** POSTs of batches that were taken at a later POST. */
  readonly #settled = new Map<string, number>();
  #retried = 0;
  #recovered = 0;
  #mostPosts = 0;
  #sentAgain = 0;

  add(batch: BatchRecord): void {
    const key = batchName(batch);
    if (key === null) return;
    const { delivered, events, status } = batch;
    const before = this.#open.get(key);
    if (delivered) this.#taken.add(key, 0);
    if (before === undefined && delivered) return;
    if (before === undefined && this.hasTaken(key)) {
      this.#addLate(key, batch);
      return;
    }
    if (before === undefined) this.#retried += 1;
    else if (!before.answered) this.#sentAgain += events.length;
    const posts = (before?.posts ?? 0) + 1;
    this.#mostPosts = Math.max(this.#mostPosts, posts);
    if (!delivered) {
      this.#open.set(key, { posts, answered: status !== null });
      return;
    }
    this.#open.delete(key);
    this.#recovered += 1;
    this.#settled.set(key, posts);
  }

  /** Whether a batch of this name has been taken by now. */
  hasTaken(name: string): boolean {
    return this.#taken.numberOf(name, 0) !== -1;
  }

  /** A POST before the one that was taken, written down after it. */
  #addLate(key: string, { events, status }: BatchRecord): void {
    const known = this.#settled.get(key);
    if (known === undefined) {
      this.#retried += 1;
      this.#recovered += 1;
    }
    const posts = (known ?? 1) + 1;
    this.#settled.set(key, posts);
    this.#mostPosts = Math.max(this.#mostPosts, posts);
    if (status === null) this.#sentAgain += events.length;
  }

  result(): RetryResult {
    return {
      refused: this.#retried,
      recovered: this.#recovered,
      notTaken: this.#open.size,
      mostPosts: this.#mostPosts,
      sentAgain: this.#sentAgain,
    };
  }
}

/** The same at every POST of a batch; `null`: it is none, for the lines of a log have no status, or it is empty. */
export function batchName({ events, status }: BatchRecord): string | null {
  const [first] = events;
  const last = events.at(-1);
  if (status === undefined || first === undefined || last === undefined) return null;
  return `${nameOf(first)} ${nameOf(last)} ${events.length}`;
}

function nameOf([auditId, stage]: EventRecord): string {
  return `${auditId} ${stage}`;
}
