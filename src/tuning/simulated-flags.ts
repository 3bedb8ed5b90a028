import type { BatchSettings } from '../core/settings.ts';
import { plannedFromFlags } from './arrivals/planned-flags.ts';
import { plannedDemand } from './arrivals/demand.ts';
import type { RecommendationCosts } from '../core/recommendation.ts';
import { costsOf } from './search/costs.ts';
import { askAbout } from './search/ask.ts';
import { type SimulatedSettings, simulateSettings } from './simulated.ts';

/** `--flags`, `--rate` and what goes with them. */
export interface FlagsQuestion {
  readonly settings: BatchSettings;
  /** Of all API servers together, events. */
  readonly ratePerSecond: number;
  /** `null`: the rate has no end. */
  readonly durationMs: number | null;
  readonly burst: number;
  readonly apiservers: number;
  readonly seed: number;
}

export interface FlagsAnswer {
  readonly settings: SimulatedSettings;
  readonly costs: RecommendationCosts;
  readonly durationMs: number | null;
  /** Nothing is lost in the time that was asked about, or ever where none was. */
  readonly safe: boolean;
}

/** A rate without an end is played for so long; what comes later is told by the ceiling. */
const PLAYED_MS = 60_000;
/** Events of an API server that are played at most: of a rate that never ends the rest is arithmetic. */
const MOST_EVENTS = 5_000_000;

/** Judges flags under a rate: for the time that is named, or for ever by the ceiling. */
export function simulateFlags(question: FlagsQuestion): FlagsAnswer {
  const { settings, durationMs, burst, apiservers, seed } = question;
  const perServer = question.ratePerSecond / apiservers;
  const playedMs = durationMs ?? Math.min(PLAYED_MS, (MOST_EVENTS / perServer) * 1000);
  const load = plannedFromFlags(perServer, playedMs, Math.ceil(burst / apiservers), seed);
  const ask = askAbout(settings, apiservers);
  // The rate that was asked about, not that of the seed's draw.
  const simulated = { ...simulateSettings('your flags', settings, load, ask), sustainedPerSecond: perServer };
  const lasts = durationMs !== null || perServer <= simulated.ceilingPerSecond;
  return {
    settings: simulated,
    costs: costsOf(settings, ask, plannedDemand(load)),
    durationMs,
    safe: simulated.lossRatio === 0 && lasts,
  };
}
