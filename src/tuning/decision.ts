import type { BatchSettings } from '../core/settings.ts';
import { POST_TIMEOUT_MS } from '../core/webhook-delivery.ts';
import type { Demand } from './arrivals/demand.ts';
import type { Ask } from './search/ask.ts';
import { judge, type Judgement } from './search/judge.ts';
import { asCandidate, type Candidate, search, type SearchOutcome } from './search/search.ts';

/** What is to be done about the settings in use. */
export interface Decision {
  readonly current: Judgement;
  /** The current settings hold: nothing has to change. */
  readonly kept: boolean;
  /** What is kept or recommended; `null`: nothing holds at the headroom within the limits. */
  readonly candidate: Candidate | null;
  /** `null`: nothing was searched, for the current settings are kept. */
  readonly outcome: SearchOutcome | null;
}

/**
 * First whether anything has to change, then the smallest change that is robust. `refuted`: settings that lost in a
 * trial although the model said that they would not.
 */
export function decide(ask: Ask, demand: Demand, refuted: (settings: BatchSettings) => boolean): Decision {
  const current = judge(ask.current, ask, demand);
  if (current.holds && !refuted(ask.current))
    return { current, kept: true, candidate: asCandidate(ask.current, ask, demand), outcome: null };
  // The client ends each POST before the receiver answers, so no flag helps.
  if (ask.receiverLatencyMs >= POST_TIMEOUT_MS) return { current, kept: false, candidate: null, outcome: null };
  const outcome = search(ask, demand);
  const candidate = outcome.candidates.find(({ settings }) => !refuted(settings)) ?? null;
  return { current, kept: false, candidate, outcome };
}
