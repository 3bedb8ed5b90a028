import type { RequestRecord } from '../../core/records.ts';
import type { RestartRecord } from '../../core/restart.ts';

/** kube-apiserver itself gives up on a request after this (--request-timeout), and so an answer may be owed as long. */
const OWED_MS = 60_000;
/** Connections are made again, and what waited for them has become too late. */
const BACK_MS = 1000;

/** Through a balancer it is not known where a request should have gone that never left. */
function isAt(instance: string, restart: RestartRecord): boolean {
  return instance === '' || instance === restart.instance;
}

/** Requests of the measured phases that a planned restart left without an answer. */
export class CutOff {
  readonly #counts: readonly { readonly restart: RestartRecord; skipped: number; unanswered: number }[];

  constructor(restarts: readonly RestartRecord[] = []) {
    this.#counts = restarts.map((restart) => ({ restart, skipped: 0, unanswered: 0 }));
  }

  add({ instance, intendedMs, sentMs, status }: RequestRecord): void {
    if (status !== null) return;
    const count = this.#counts.find(
      ({ restart }) =>
        isAt(instance, restart) && intendedMs >= restart.downMs - OWED_MS && intendedMs <= restart.upMs + BACK_MS,
    );
    if (count === undefined) return;
    if (sentMs === null) count.skipped += 1;
    else count.unanswered += 1;
  }

  of(restart: RestartRecord): { readonly skipped: number; readonly unanswered: number } {
    const { skipped = 0, unanswered = 0 } = this.#counts.find((count) => count.restart === restart) ?? {};
    return { skipped, unanswered };
  }

  get skipped(): number {
    return this.#counts.reduce((sum, { skipped }) => sum + skipped, 0);
  }

  get unanswered(): number {
    return this.#counts.reduce((sum, { unanswered }) => sum + unanswered, 0);
  }
}
