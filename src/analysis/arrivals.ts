import type { ArrivalRecord } from '../core/arrivals.ts';
import type { AuditStage } from '../core/policy.ts';
import type { BatchRecord } from '../core/records.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import { instanceOf, type Ledger, type OurEvent } from './ledger.ts';
import { eventTimeMs } from './missing.ts';
import { exactQuantiles } from './quantiles.ts';

/**
 * When each event reached the audit backend (docs/audit-pipeline.md): the stage timestamp when it was delivered; when it
 * was lost, the client's time plus the median offset seen on delivered events of the stage. RequestReceived is stamped
 * before authentication, so its client's send time plus the offset of ResponseComplete's neighbour would be wrong: the
 * medians are taken per stage.
 */
export function arrivalsOf(meta: TrialMeta, ledger: Ledger, batches: readonly BatchRecord[]): readonly ArrivalRecord[] {
  const offsets = stageOffsets(ledger.ours);
  const sizes = meanSizes(batches);
  const only = meta.instances.length === 1 ? meta.instances[0] : undefined;
  return meta.instances.map((instance) => {
    const events: { atMs: number; sizeBytes: number; lateMs: number }[] = [];
    for (const event of ledger.ours) {
      if (event.request.instance !== instance) continue;
      const atMs = event.stageMs ?? eventTimeMs(event) + (offsets.get(event.stage) ?? 0);
      const { sentMs, intendedMs } = event.request;
      const lateMs = sentMs === null ? 0 : sentMs - intendedMs;
      events.push({ atMs: atMs - meta.startMs, sizeBytes: sizes.get(event.stage) ?? sizes.get('') ?? 0, lateMs });
    }
    for (const other of ledger.others) {
      if ((other.instance ?? only) !== instance || other.stageMs < meta.startMs || other.stageMs > meta.drainedMs)
        continue;
      events.push({ atMs: other.stageMs - meta.startMs, sizeBytes: sizes.get('') ?? 0, lateMs: 0 });
    }
    events.sort((a, b) => a.atMs - b.atMs);
    return {
      instance,
      timesMs: Float64Array.from(events, ({ atMs }) => atMs),
      sizesBytes: Float64Array.from(events, ({ sizeBytes }) => sizeBytes),
      lateMs: Float64Array.from(events, ({ lateMs }) => lateMs),
      timerStartMs: lastHandOverMs(meta, batches, instance, ledger, only),
    };
  });
}

/** Median of stage timestamp − client's time by stage, over delivered events. */
function stageOffsets(ours: readonly OurEvent[]): ReadonlyMap<AuditStage, number> {
  const seen = new Map<AuditStage, number[]>();
  for (const event of ours) {
    if (event.stageMs === null) continue;
    const offsets = seen.get(event.stage) ?? [];
    offsets.push(event.stageMs - eventTimeMs(event));
    seen.set(event.stage, offsets);
  }
  return new Map([...seen].map(([stage, offsets]) => [stage, exactQuantiles(offsets)?.p50 ?? 0]));
}

/** Mean JSON bytes of an event by stage; '' over all stages. */
function meanSizes(batches: readonly BatchRecord[]): ReadonlyMap<string, number> {
  const sums = new Map<string, { count: number; sum: number }>();
  for (const batch of batches) {
    for (const [, stage, , , sizeBytes] of batch.events) {
      for (const key of [stage, '']) {
        const total = sums.get(key) ?? { count: 0, sum: 0 };
        total.count += 1;
        total.sum += sizeBytes;
        sums.set(key, total);
      }
    }
  }
  return new Map([...sums].map(([key, { count, sum }]) => [key, sum / count]));
}

/** Arrival of the last batch before the measurement: the collector's timer restarted when it was handed over. */
function lastHandOverMs(
  meta: TrialMeta,
  batches: readonly BatchRecord[],
  instance: string,
  ledger: Ledger,
  only: string | undefined,
): number | null {
  const own = batches.filter(
    (batch) => batch.arrivedMs < meta.startMs && (instanceOf(batch, ledger.instanceByPeer) ?? only) === instance,
  );
  const last = own.reduce<number | null>(
    (latest, batch) => Math.max(latest ?? Number.NEGATIVE_INFINITY, batch.arrivedMs),
    null,
  );
  return last === null ? null : last - meta.startMs;
}
