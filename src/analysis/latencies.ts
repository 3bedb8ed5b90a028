import type { RequestRecord } from '../core/records.ts';
import type { Quantiles } from '../core/result.ts';
import type { Phase } from '../core/scenario.ts';
import { LatencyHistogram } from './quantiles.ts';

/** How long the measured requests took, and how late they left. */
export class Latencies {
  readonly #phases: readonly Phase[];
  readonly request = new LatencyHistogram();
  readonly service = new LatencyHistogram();
  /** Only paced phases have intended times of their own. */
  readonly #pacedLag = new LatencyHistogram();
  readonly #burstLag = new LatencyHistogram();

  constructor(phases: readonly Phase[]) {
    this.#phases = phases;
  }

  add({ phase, intendedMs, sentMs, doneMs }: RequestRecord): void {
    if (doneMs !== null) this.request.record(doneMs - intendedMs);
    if (sentMs === null) return;
    if (doneMs !== null) this.service.record(doneMs - sentMs);
    (this.#phases[phase]?.kind === 'burst' ? this.#burstLag : this.#pacedLag).record(sentMs - intendedMs);
  }

  sendLagMs(): Quantiles | null {
    const all = new LatencyHistogram();
    all.add(this.#pacedLag);
    all.add(this.#burstLag);
    return all.quantiles();
  }

  pacedLagP99Ms(): number | null {
    return this.#pacedLag.quantiles()?.p99 ?? null;
  }
}
