import { backoffMs, POST_ATTEMPTS, RETRY_AFTER_POSTS } from '../core/webhook-delivery.ts';

/** What came of a POST. */
export interface PostAnswer {
  /** HTTP status; `null`: no answer in the 30 s that kube-apiserver waits, or no connection. */
  readonly status: number | null;
  /** Wait that the answer's Retry-After asks for; `null`: it asks for none, or its status gives it no meaning. */
  readonly retryAfterMs: number | null;
}

/** What to do about it: the batch is through, is given up, or is POSTed again after a wait. */
export type DeliveryStep =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'wait'; readonly durationMs: number };

/**
 * One batch on its way to the webhook, from its first POST to its end. Anything but a 2xx is a failure, 400 like 500.
 * An answer with a Retry-After is tried again inside the attempt, up to 10 times; then, and for every other failure, the
 * attempt is over, and the 5th ends the batch (k8s.io/apiserver pkg/util/webhook at v0.36.3; docs/audit-pipeline.md, 12).
 */
export class Delivery {
  readonly #initialBackoffMs: number;
  readonly #random: () => number;
  #attempt = 0;
  #postsOfAttempt = 0;

  /** `random`: uniform in [0, 1), for the jitter. */
  constructor(initialBackoffMs: number, random: () => number) {
    this.#initialBackoffMs = initialBackoffMs;
    this.#random = random;
  }

  /** Takes the answer of a POST and says what follows; not to be called after `delivered` or `failed`. */
  answered({ status, retryAfterMs }: PostAnswer): DeliveryStep {
    if (status !== null && status >= 200 && status < 300) return { kind: 'delivered' };
    this.#postsOfAttempt += 1;
    if (retryAfterMs !== null && this.#postsOfAttempt <= RETRY_AFTER_POSTS)
      return { kind: 'wait', durationMs: retryAfterMs };
    this.#postsOfAttempt = 0;
    this.#attempt += 1;
    if (this.#attempt >= POST_ATTEMPTS) return { kind: 'failed' };
    return { kind: 'wait', durationMs: backoffMs(this.#initialBackoffMs, this.#attempt - 1, this.#random) };
  }
}
