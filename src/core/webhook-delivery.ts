/**
 * How often and how long a batch is tried (k8s.io/apiserver plugin/pkg/audit/webhook and pkg/util/webhook at v0.36.3;
 * docs/audit-pipeline.md, 12). Any error is retried, 400 like 500.
 */
export const POST_ATTEMPTS = 5;
export const POST_TIMEOUT_MS = 30_000;
/** client-go answers a Retry-After with up to 10 more POSTs inside one attempt. */
export const RETRY_AFTER_POSTS = 10;

const FACTOR = 1.5;
const JITTER = 0.2;

/** Wait after failed attempt `attempt` (from 0): initial · 1.5ᵃ · (1 + 0.2·u), u uniform in [0, 1). */
export function backoffMs(initialBackoffMs: number, attempt: number, random: () => number): number {
  return initialBackoffMs * FACTOR ** attempt * (1 + JITTER * random());
}

/** Time from the first POST to giving up, shortest and longest: the receiver refuses at once, or hangs each time. */
export function giveUpMs(initialBackoffMs: number): {
  readonly refusing: { min: number; max: number };
  readonly hanging: { min: number; max: number };
} {
  const waits = Array.from({ length: POST_ATTEMPTS - 1 }, (_, attempt) => initialBackoffMs * FACTOR ** attempt);
  const min = waits.reduce((sum, wait) => sum + wait, 0);
  const max = min * (1 + JITTER);
  const posts = POST_ATTEMPTS * POST_TIMEOUT_MS;
  return { refusing: { min, max }, hanging: { min: min + posts, max: max + posts } };
}

/** Whether an answer asks to be tried again inside the attempt. */
export function asksToRetryAfter(status: number, retryAfter: string | undefined): number | null {
  const seconds = Number(retryAfter);
  const retriable = status === 429 || status >= 500;
  return retriable && retryAfter !== undefined && Number.isInteger(seconds) && seconds >= 0 ? seconds * 1000 : null;
}
