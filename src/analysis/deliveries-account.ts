import type { OursAccount } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import type { Ledger } from './ledger/ledger.ts';
import { LatencyHistogram } from './quantiles.ts';

/** What became of our events on their way to the receiver: told of each when its first copy arrives. */
export class DeliveriesAccount {
  readonly lag = new LatencyHistogram();
  readonly #lateAfterMs: number;
  #late = 0;
  #skewMs = 0;

  constructor(meta: Pick<TrialMeta, 'objectives' | 'settings'>) {
    this.#lateAfterMs = lateAfterMs(meta);
  }

  /** How far an effect stands before its cause: a stage before its request was sent, an arrival before its stage. */
  get skewMs(): number {
    return this.#skewMs;
  }

  add(arrivedMs: number, stageMs: number, sentMs: number): void {
    const lagMs = arrivedMs - stageMs;
    this.lag.record(lagMs);
    if (lagMs > this.#lateAfterMs) this.#late += 1;
    this.#skewMs = Math.min(this.#skewMs, lagMs, stageMs - sentMs);
  }

  ours({ expected, delivered, duplicate }: Ledger): OursAccount {
    return { expected, delivered, missing: expected - delivered, duplicate, late: this.#late };
  }
}

/** An event is late beyond the scenario's delivery lag; without one, beyond what an idle pipeline needs: W + 5 s. */
function lateAfterMs({ objectives, settings }: Pick<TrialMeta, 'objectives' | 'settings'>): number {
  const objective = objectives.find(({ name }) => name === 'deliveryLagP99');
  if (objective !== undefined) return objective.max;
  return (settings.mode === 'batch' ? settings.maxBatchWaitMs : 0) + 5000;
}
