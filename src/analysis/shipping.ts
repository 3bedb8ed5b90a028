import { EventSet } from '../core/event-set.ts';
import type { EventRecord } from '../core/records.ts';
import type { ShipperResult } from '../core/result.ts';
import { SHIPPER_LATE_MS } from '../core/shipper.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { Floats } from './columns/floats.ts';
import { stageNumber } from './ledger/stages.ts';
import { exactQuantiles } from './quantiles.ts';
import type { RawTrial } from './raw-trial.ts';

const SAMPLE = 10;

/** What a shipper made of the log, event by event; `null`: none was under test. Reads the batches once more. */
export async function shipperResult(meta: TrialMeta, raw: RawTrial): Promise<ShipperResult | null> {
  if (meta.shipper === undefined) return null;
  const lateAfterMs = meta.objectives.find(({ name }) => name === 'shipperLagP99')?.max ?? SHIPPER_LATE_MS;
  const shipping = new Shipping(meta, lateAfterMs);
  for await (const block of raw.batches()) for (const batch of block) shipping.addLogged(batch.arrivedMs, batch.events);
  for await (const block of raw.shipped())
    for (const batch of block) shipping.addShipped(batch.arrivedMs, batch.events);
  // The log once more: which of its events have not come through.
  const lostSample: ShipperResult['lostSample'][number][] = [];
  for await (const block of raw.batches()) {
    if (lostSample.length === SAMPLE || shipping.lost === 0) break;
    for (const [auditId, stage, stageMs] of block.flatMap(({ events }) => events))
      if (lostSample.length < SAMPLE && shipping.isLost(auditId, stage))
        lostSample.push({ auditId, stage, atMs: stageMs - meta.startMs });
  }
  return { ...meta.shipper, ...shipping.result(), lateAfterMs, lostSample };
}

/** Events made between the first measured phase and the last reading: what was logged later may still be on its way. */
class Shipping {
  readonly #meta: Pick<TrialMeta, 'startMs' | 'drainedMs'>;
  readonly #lateAfterMs: number;
  readonly #logged = new EventSet();
  /** By the number of the event: when it stood in the log, and 1 when it has come through. */
  readonly #loggedMs = new Floats();
  #isShipped: Uint8Array | null = null;
  #loggedAtMs: Float64Array = new Float64Array(0);
  readonly #lagsMs = new Floats();
  #duplicated = 0;
  #late = 0;

  constructor(meta: Pick<TrialMeta, 'startMs' | 'drainedMs'>, lateAfterMs: number) {
    this.#meta = meta;
    this.#lateAfterMs = lateAfterMs;
  }

  get lost(): number {
    return this.#logged.size - this.#lagsMs.length;
  }

  addLogged(arrivedMs: number, events: readonly EventRecord[]): void {
    const { startMs, drainedMs } = this.#meta;
    for (const [id, stage, stageMs] of events) {
      if (stageMs < startMs || stageMs > drainedMs) continue;
      if (this.#logged.add(id, stageNumber(stage)) === this.#loggedMs.length) this.#loggedMs.push(arrivedMs);
    }
  }

  /** After all that was logged. */
  addShipped(arrivedMs: number, events: readonly EventRecord[]): void {
    if (this.#isShipped === null) {
      this.#isShipped = new Uint8Array(this.#logged.size);
      this.#loggedAtMs = this.#loggedMs.toArray();
    }
    for (const [id, stage] of events) {
      const number = this.#logged.numberOf(id, stageNumber(stage));
      if (number < 0) continue;
      if (this.#isShipped[number] === 1) {
        this.#duplicated += 1;
        continue;
      }
      this.#isShipped[number] = 1;
      // Both files are looked at every 10 ms: what was read from the output first was in the log before.
      const lagMs = Math.max(0, arrivedMs - (this.#loggedAtMs[number] ?? arrivedMs));
      this.#lagsMs.push(lagMs);
      if (lagMs > this.#lateAfterMs) this.#late += 1;
    }
  }

  isLost(id: string, stage: string): boolean {
    const number = this.#logged.numberOf(id, stageNumber(stage));
    return number >= 0 && this.#isShipped?.[number] !== 1;
  }

  result(): Pick<ShipperResult, 'logged' | 'shipped' | 'lost' | 'duplicated' | 'late' | 'lagMs'> {
    return {
      logged: this.#logged.size,
      shipped: this.#lagsMs.length,
      lost: this.lost,
      duplicated: this.#duplicated,
      late: this.#late,
      lagMs: exactQuantiles(this.#lagsMs.toArray()),
    };
  }
}
