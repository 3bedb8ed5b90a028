import type { BatchRecord } from '../core/records.ts';
import type { ReceiverResult } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { Floats } from './columns/floats.ts';
import { FaultEffects } from './fault-effects.ts';
import { BackendAnswers } from './own-backend.ts';
import { batchName, Retries } from './retries.ts';
import { exactQuantiles } from './quantiles.ts';

interface Sizes {
  count: number;
  sum: number;
  max: number;
}

/** What the receiver had to bear during the measurement: POSTs, bodies, concurrency, and the size of events by level and stage. */
export class ReceiverLoad {
  readonly #meta: Pick<TrialMeta, 'startMs' | 'drainedMs' | 'backend' | 'receiver'>;
  readonly #faults: FaultEffects;
  readonly #answers: BackendAnswers;
  readonly #retries = new Retries();
  readonly #bodyBytes = new Floats();
  readonly #batchEvents = new Floats();
  /** By level and stage, found without making a key for every event. */
  readonly #sizes = new Map<string, Map<string, Sizes>>();
  readonly #sizesByName: [name: string, sizes: Sizes][] = [];
  #concurrencyMax = 0;

  constructor(meta: Pick<TrialMeta, 'startMs' | 'drainedMs' | 'ownBackend' | 'backend' | 'receiver'>) {
    this.#meta = meta;
    this.#faults = new FaultEffects(meta);
    this.#answers = new BackendAnswers(meta);
  }

  add(batch: BatchRecord): void {
    if (batch.arrivedMs < this.#meta.startMs || batch.arrivedMs > this.#meta.drainedMs) return;
    this.#answers.add(batch);
    const name = batchName(batch);
    this.#faults.add(batch, name !== null && this.#retries.hasTaken(name));
    this.#retries.add(batch);
    this.#bodyBytes.push(batch.bodyBytes);
    this.#batchEvents.push(batch.events.length);
    this.#concurrencyMax = Math.max(this.#concurrencyMax, batch.concurrency ?? 0);
    for (const [, stage, , level, sizeBytes] of batch.events) {
      const size = this.#sizesOf(level, stage);
      size.count += 1;
      size.sum += sizeBytes;
      size.max = Math.max(size.max, sizeBytes);
    }
  }

  result(): ReceiverResult {
    const bodies = exactQuantiles(this.#bodyBytes.toArray());
    const batches = this.#bodyBytes.length;
    const own = this.#answers.result();
    return {
      batches,
      bodyBytesP99: bodies?.p99 ?? null,
      bodyBytesMax: bodies?.max ?? null,
      concurrencyMax: batches === 0 ? null : this.#concurrencyMax,
      batchEvents: exactQuantiles(this.#batchEvents.toArray()),
      eventBytes: Object.fromEntries(
        this.#sizesByName.map(([name, { count, sum, max }]) => [name, { count, mean: sum / count, max }]),
      ),
      ...(this.#meta.backend === 'webhook' ? { retries: this.#retries.result() } : {}),
      ...(this.#meta.backend === 'webhook' && this.#meta.receiver.windows.length > 0
        ? { faults: this.#faults.results() }
        : {}),
      ...(own === null ? {} : { own }),
    };
  }

  #sizesOf(level: string, stage: string): Sizes {
    let byStage = this.#sizes.get(level);
    if (byStage === undefined) this.#sizes.set(level, (byStage = new Map()));
    let sizes = byStage.get(stage);
    if (sizes === undefined) {
      sizes = { count: 0, sum: 0, max: 0 };
      byStage.set(stage, sizes);
      this.#sizesByName.push([`${level}/${stage}`, sizes]);
    }
    return sizes;
  }
}
