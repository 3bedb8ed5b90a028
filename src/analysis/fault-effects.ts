import { describeWindow, isOpen } from '../core/receiver.ts';
import type { BatchRecord } from '../core/records.ts';
import type { FaultResult } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { batchName } from './retries.ts';

/** What came of the POSTs while each fault of the receiver was open; where several were, each has them. */
export class FaultEffects {
  readonly #meta: Pick<TrialMeta, 'startMs' | 'receiver'>;
  readonly #effects: readonly Effect[];

  constructor(meta: Pick<TrialMeta, 'startMs' | 'receiver'>) {
    this.#meta = meta;
    this.#effects = meta.receiver.windows.map(() => new Effect());
  }

  /** `wasTaken`: a later POST of the same batch, which is written down first when this one was never answered. */
  add(batch: BatchRecord, wasTaken: boolean): void {
    const name = batchName(batch);
    if (name === null) return;
    for (const [index, effect] of this.#effects.entries()) {
      const window = this.#meta.receiver.windows[index];
      if (window === undefined) continue;
      if (isOpen(window, batch.arrivedMs - this.#meta.startMs)) effect.addPost(name, batch.delivered, wasTaken);
      if (batch.delivered) effect.addTaken(name);
    }
  }

  results(): readonly FaultResult[] {
    return this.#meta.receiver.windows.map((window, index) => ({
      fault: describeWindow(window),
      ...(this.#effects[index] ?? new Effect()).result(),
    }));
  }
}

class Effect {
  #posts = 0;
  #refused = 0;
  #recovered = 0;
  /** Batches that were not taken while it was open, and not later either so far. */
  readonly #open = new Set<string>();

  addPost(name: string, delivered: boolean, wasTaken: boolean): void {
    this.#posts += 1;
    if (delivered) return;
    this.#refused += 1;
    if (wasTaken) this.#recovered += 1;
    else this.#open.add(name);
  }

  addTaken(name: string): void {
    if (this.#open.delete(name)) this.#recovered += 1;
  }

  result(): Omit<FaultResult, 'fault'> {
    return { posts: this.#posts, refused: this.#refused, recovered: this.#recovered, notTaken: this.#open.size };
  }
}
