import type { BatchRecord } from '../core/records.ts';
import type { OwnBackendResult } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { Floats } from './columns/floats.ts';
import { exactQuantiles } from './quantiles.ts';

/** What the backend under test said to the POSTs that were handed on to it; told of those of the measurement. */
export class BackendAnswers {
  readonly #meta: Pick<TrialMeta, 'ownBackend'>;
  readonly #tookMs = new Floats();
  readonly #answers: Record<string, number> = {};
  readonly #unanswered: Record<string, number> = {};

  constructor(meta: Pick<TrialMeta, 'ownBackend'>) {
    this.#meta = meta;
  }

  add({ status, forwarded }: BatchRecord): void {
    if (forwarded === undefined) return;
    if (forwarded.error !== undefined) {
      this.#unanswered[forwarded.error] = (this.#unanswered[forwarded.error] ?? 0) + 1;
      return;
    }
    this.#tookMs.push(forwarded.tookMs);
    const answer = String(status ?? 'client gone');
    this.#answers[answer] = (this.#answers[answer] ?? 0) + 1;
  }

  /** `null`: the receiver was audit-bench's own. */
  result(): OwnBackendResult | null {
    const own = this.#meta.ownBackend;
    if (own === undefined) return null;
    if (own.via === 'external') return { ...own, answers: null, unanswered: null, tookMs: null };
    return {
      ...own,
      answers: this.#answers,
      unanswered: this.#unanswered,
      tookMs: exactQuantiles(this.#tookMs.toArray()),
    };
  }
}
