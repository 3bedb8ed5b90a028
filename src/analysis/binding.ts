import type { ArrivalRecord } from '../core/arrivals.ts';
import type { Binding, EventAccount, RequestAccount } from '../core/result.ts';
import { ceilingPerSecond } from '../core/settings.ts';
import type { TrialMeta } from '../core/trial-meta.ts';
import type { Model } from './prediction.ts';

/**
 * Which limit bound: the receiver when batches were given up or requests waited for it; the throttle when events came
 * faster than C = S·Q over the whole measurement, for then no buffer is large enough; else the buffer when it overflowed;
 * the batch when nothing was near a limit and most batches left because their wait was over. `null`: none of them.
 */
export function bindingLimit(
  meta: TrialMeta,
  events: EventAccount,
  arrivals: readonly ArrivalRecord[],
  model: Model | null,
  requests: RequestAccount,
): Binding | null {
  if ((events.failed ?? 0) > 0) return 'receiver';
  const { settings } = meta;
  if (settings.mode !== 'batch') return requests.rejected > 0 || meta.receiver.latencyMs > 0 ? 'receiver' : null;
  const seconds = Math.max(0.001, (meta.endMs - meta.startMs) / 1000);
  const ceiling = ceilingPerSecond(settings) ?? Number.POSITIVE_INFINITY;
  const busiest = Math.max(0, ...arrivals.map(({ timesMs }) => timesMs.length));
  if ((events.dropped ?? 0) > 0) return busiest / seconds > ceiling ? 'throttle' : 'buffer';
  const peak = model?.prediction.peakBuffer ?? 0;
  if (peak >= settings.maxBatchSize) return 'throttle';
  return busiest > 0 && peak < settings.maxBatchSize ? 'batch' : null;
}
