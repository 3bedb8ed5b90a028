import { WEBHOOK_DEFAULTS } from '../../src/core/kubernetes-defaults.ts';
import type { BatchSettings } from '../../src/core/settings.ts';
import { type Demand, plannedDemand } from '../../src/tuning/arrivals/demand.ts';
import { type Ask, askAbout } from '../../src/tuning/search/ask.ts';

/** A load on each API server, for questions to the model alone. */
export interface Load {
  readonly perSecond: number;
  readonly seconds?: number;
  /** Events that come at once, in the middle. */
  readonly burst?: number;
  readonly eventBytes?: number;
}

export function demandOf({ perSecond, seconds = 6, burst = 0, eventBytes = 730 }: Load): Demand {
  const middleMs = (seconds * 1000) / 2;
  const steady = Array.from({ length: perSecond * seconds }, (_, index) => (index * 1000) / perSecond);
  const timesMs = Float64Array.from([...steady, ...Array.from({ length: burst }, () => middleMs)]).sort();
  return plannedDemand({
    arrivals: {
      instance: 'apiserver-1',
      timesMs,
      sizesBytes: new Float64Array(timesMs.length),
      lateMs: new Float64Array(timesMs.length),
      timerStartMs: null,
    },
    phases: [
      { kind: 'constant', startMs: 0, endMs: middleMs },
      { kind: 'burst', startMs: middleMs, endMs: middleMs + 1e-6 },
      { kind: 'constant', startMs: middleMs + 1e-6, endMs: seconds * 1000 },
    ],
    eventBytesMean: eventBytes,
    eventBytesMax: eventBytes,
    allAtOnce: burst > 0,
  });
}

/** The question of an operator with Kubernetes' defaults, a headroom of 1.5 and these limits. */
export function askWith(limits: Partial<Ask['limits']> = {}, changes: Partial<Ask> = {}): Ask {
  const ask = askAbout(WEBHOOK_DEFAULTS, 1);
  return { ...ask, headroom: 1.5, limits: { ...ask.limits, ...limits }, ...changes };
}

/** What differs from Kubernetes' defaults. */
export function changesOf(settings: BatchSettings | undefined): Partial<BatchSettings> {
  if (settings === undefined) return {};
  const defaults = WEBHOOK_DEFAULTS as unknown as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => JSON.stringify(defaults[key]) !== JSON.stringify(value)),
  );
}
