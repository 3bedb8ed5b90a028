import type { BatchSettings } from '../../core/settings.ts';
import type { InstanceArrivals } from '../arrivals/demand.ts';
import type { Judgement } from './judge.ts';
import { tighterSettings } from './tighter.ts';

/** A trial that must lose, so that the answer is not simply large. */
export interface Edge {
  readonly settings: BatchSettings;
  readonly multiple: number;
  /** What is tighter: `buffer-size 4,000 → 3,200`, or the load. */
  readonly gap: string;
}

/** Beyond this a test client on a small machine cannot send the load as it is meant. */
const MOST_SENT_MULTIPLE = 4;
/** By the model so much must be lost, for a client sends a burst faster one time than another; more after each trial that lost nothing. */
const LOSS_RATIO = 0.1;
const MOST_TRIED = 3;
/** Far enough beyond the first loss for the model's error. */
const BEYOND = 1.2;

/**
 * Tighter settings that lose at the headroom (`triedInVain`: so many trials of such lost nothing), or where no tighter ones would, the same settings at a load beyond their
 * first loss. `null`: neither can be shown with what this client sends.
 */
export function edgeOf(
  settings: BatchSettings,
  judgement: Judgement,
  shown: readonly InstanceArrivals[],
  headroom: number,
  triedInVain: number,
): Edge | null {
  if (triedInVain >= MOST_TRIED) return null;
  const tighter = tighterSettings(settings, shown, LOSS_RATIO * (1 + triedInVain));
  if (tighter !== null) return { ...tighter, multiple: headroom };
  // A ceiling shows in the long run only, and a burst all at once cannot be sent.
  const { firstLoss } = judgement;
  if (firstLoss === null || firstLoss.by !== 'as it came') return null;
  const multiple = Number((firstLoss.multiple * BEYOND).toPrecision(2));
  return multiple > MOST_SENT_MULTIPLE ? null : { settings, multiple, gap: `the load ${headroom} → ${multiple} times` };
}
