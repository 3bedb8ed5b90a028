import type { BatchSettings } from '../core/settings.ts';
import { flagsArrivals, plannedFromFlags } from './arrivals/planned-flags.ts';
import { plannedDemand } from './arrivals/demand.ts';
import type { RecommendationCosts } from '../core/recommendation.ts';
import { costsOf } from './search/costs.ts';
import { askAbout } from './search/ask.ts';
import { judgedLoad, playedLoad, type SimulatedSettings } from './simulated.ts';

/** `--flags`, `--rate` and what goes with them. */
export interface FlagsQuestion {
  /** What the settings are called in the answer. */
  readonly name: string;
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
  /** Of so much of the time are costs and multiples, for which all is played again and again; `null`: of all of it. */
  readonly searchedMs: number | null;
  /** Nothing is lost in the time that was asked about, or ever where none was. */
  readonly safe: boolean;
}

/** A rate without an end is played for so long; what comes later is told by the ceiling. */
const PLAYED_MS = 60_000;
/**
 * Events of an API server that stand in memory at most, for what plays them again and again. Of a rate that never ends
 * no more are played, the rest is arithmetic; a time that is named is played whole, once.
 */
const MOST_EVENTS = 5_000_000;

/** Judges flags under a rate: for the time that is named, or for ever by the ceiling. */
export function simulateFlags(question: FlagsQuestion, mostEvents = MOST_EVENTS): FlagsAnswer {
  const { name, settings, durationMs, burst, apiservers, seed } = question;
  const perServer = question.ratePerSecond / apiservers;
  const mostMs = Math.max(1, ((mostEvents - burst / apiservers) / perServer) * 1000);
  const playedMs = durationMs ?? Math.min(PLAYED_MS, mostMs);
  const whole = { ratePerSecond: perServer, durationMs: playedMs, burst: Math.ceil(burst / apiservers), seed };
  const searched = { ...whole, durationMs: Math.min(playedMs, mostMs) };
  const load = plannedFromFlags(searched);
  const ask = askAbout(settings, apiservers);
  const simulated: SimulatedSettings = {
    name,
    settings,
    ...playedLoad(settings, flagsArrivals(whole), load),
    ...judgedLoad(settings, load, ask, 1),
    // The rate that was asked about, not that of the seed's draw.
    sustainedPerSecond: perServer,
  };
  const lasts = durationMs !== null || perServer <= simulated.ceilingPerSecond;
  return {
    settings: simulated,
    costs: costsOf(settings, ask, plannedDemand(load)),
    durationMs,
    searchedMs: searched.durationMs < whole.durationMs ? searched.durationMs : null,
    safe: simulated.lossRatio === 0 && lasts,
  };
}
