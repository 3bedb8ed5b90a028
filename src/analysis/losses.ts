import type { EventAccount, TrialResult } from '../core/result.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import type { MissingSpan } from './missing.ts';
import type { Model } from './prediction.ts';

/** Recovery is read off the model's buffer in steps of this. */
const RECOVERY_STEP_MS = 100;

/** Events that the counters say were lost, wherever; `null`: the counters do not say. */
export function lostEvents({ generated, dropped, discarded, failed, lostAtRestart }: EventAccount): number | null {
  return generated === null ? null : (dropped ?? 0) + (discarded ?? 0) + (failed ?? 0) + (lostAtRestart ?? 0);
}

export function lossRatioOf(events: EventAccount): number | null {
  const lost = lostEvents(events);
  if (lost === null || events.generated === null) return null;
  return events.generated === 0 ? 0 : lost / events.generated;
}

/** First loss and recovery, from the start: the first missing event; after the last one, the buffer empty by the model. */
export function lossTimes(
  meta: Pick<TrialMeta, 'startMs' | 'drainedMs'>,
  events: EventAccount,
  missing: MissingSpan | null,
  model: Model | null,
): Pick<TrialResult, 'firstLossAtMs' | 'recoveredAtMs'> {
  if ((lostEvents(events) ?? 0) === 0 || missing === null) return { firstLossAtMs: null, recoveredAtMs: null };
  const { firstMs, lastMs } = missing;
  const bins = Math.max(0, Math.ceil((meta.drainedMs - lastMs) / RECOVERY_STEP_MS));
  const emptyAt = model?.occupancy(lastMs, RECOVERY_STEP_MS, bins).findIndex((queued) => queued === 0) ?? 0;
  // Never empty before the end of the drain: recovered by its end at the earliest.
  const afterMs = (emptyAt === -1 ? bins : emptyAt) * RECOVERY_STEP_MS;
  return { firstLossAtMs: firstMs - meta.startMs, recoveredAtMs: lastMs + afterMs - meta.startMs };
}
