import type { BatchSettings } from '../../core/settings.ts';
import type { Demand } from '../arrivals/demand.ts';
import type { Ask } from './ask.ts';
import { chooseBuffer, type BufferCap, mostEvents } from './buffer-size.ts';
import { keepsLagObjective } from './lag.ts';
import { brokenLimits } from './limits.ts';
import { ceilingHolds, ceilingOf, type Need, needOf } from './need.ts';
import { byRobustness, distance, flagChanges } from './rank.ts';
import { type Shape, shapeOf, shapesByChanges } from './space.ts';
import { survivingBackoffMs } from './survive.ts';
import { type Refusals, Tally } from './tally.ts';
import { truncationFor } from './truncation.ts';

export interface Candidate {
  readonly settings: BatchSettings;
  /** Under the load with headroom. */
  readonly need: Need;
  /** Nothing is lost at twice the headroom either. */
  readonly holdsTwice: boolean;
  /** Flags that differ from the current ones. */
  readonly changes: number;
  readonly distance: number;
}

export interface SearchOutcome extends Refusals {
  /** Best first, at most 50. */
  readonly candidates: readonly Candidate[];
}

const MOST_CANDIDATES = 50;
/** Combinations with so many changes are looked at whatever was found before, for the alternatives beside the answer. */
const LEAST_CHANGES_SEEN = 2;

/**
 * The smallest change that is robust: combinations of (S, Q, U, W) by how many of them change, each with the buffer that
 * one pass says it needs (`chooseBuffer`). What breaks a limit is out. Ends when no combination with more changes can be
 * better than what was found: all of them have at least as many changes as their index says.
 */
export function search(ask: Ask, demand: Demand): SearchOutcome {
  const tally = new Tally(demand.sustainedPerSecond * ask.headroom);
  const found: Candidate[] = [];
  for (const [changes, shapes] of shapesByChanges(ask.space, ask.current, ask.backend).entries()) {
    for (const shape of shapes) {
      const candidate = tryShape(shape, ask, demand, tally);
      if (candidate !== null) found.push(candidate);
    }
    const least = Math.min(...found.filter(({ holdsTwice }) => holdsTwice).map((candidate) => candidate.changes));
    if (changes >= LEAST_CHANGES_SEEN && least <= changes) break;
  }
  found.sort(byRobustness);
  const candidates: Candidate[] = [];
  for (const candidate of found) {
    if (candidates.length >= MOST_CANDIDATES) break;
    if (keepsLagObjective(candidate.settings, ask, demand)) candidates.push(candidate);
  }
  return { candidates, ...tally.outcome() };
}

function tryShape(shape: Shape, ask: Ask, demand: Demand, tally: Tally): Candidate | null {
  tally.tried(ceilingOf(shape, demand));
  if (!ceilingHolds(shape, demand, ask.headroom)) return tally.tooSlow();
  const truncate = truncationFor(shape.maxBatchSize, ask, demand);
  const settings: BatchSettings = {
    mode: 'batch',
    ...shape,
    bufferSize: 1,
    initialBackoffMs: survivingBackoffMs(ask.current.initialBackoffMs, ask.surviveReceiverOutageMs),
    truncate: truncate ?? null,
  };
  // What does not depend on the load is judged before a pass over the arrivals is paid for.
  const atOnce = brokenLimits(settings, ask, demand);
  if (truncate === undefined || atOnce.length > 0) return tally.broken(atOnce);
  const need = needOf(shape, demand, ask.headroom, ask.receiverLatencyMs);
  const atTwice = ceilingHolds(shape, demand, 2 * ask.headroom)
    ? needOf(shape, demand, 2 * ask.headroom, ask.receiverLatencyMs).buffer
    : Number.POSITIVE_INFINITY;
  const cap: BufferCap = {
    current: ask.current.bufferSize,
    maxBatchSize: shape.maxBatchSize,
    eventBytesMean: demand.eventBytesMean,
    limitBytes: ask.limits.bufferMemoryBytes,
  };
  const chosen = chooseBuffer({ atHeadroom: need.buffer, atTwice }, cap);
  if (chosen === null) return tally.noBuffer(need.buffer, mostEvents(cap), ask);
  const sized = { ...settings, bufferSize: chosen.bufferSize };
  const broken = brokenLimits(sized, ask, demand, need.lagMaxMs);
  if (broken.length > 0) return tally.broken(broken);
  return {
    settings: sized,
    need,
    holdsTwice: chosen.holdsTwice,
    changes: flagChanges(ask.current, sized, ask.backend).length,
    distance: distance(ask.current, sized),
  };
}

/** The current settings as a candidate, for those that are kept. */
export function asCandidate(settings: BatchSettings, ask: Ask, demand: Demand): Candidate {
  const shape = shapeOf(settings);
  const twice = needOf(shape, demand, 2 * ask.headroom, ask.receiverLatencyMs).smallestBuffer;
  return {
    settings,
    need: needOf(shape, demand, ask.headroom, ask.receiverLatencyMs),
    holdsTwice: ceilingHolds(shape, demand, 2 * ask.headroom) && twice <= settings.bufferSize,
    changes: flagChanges(ask.current, settings, ask.backend).length,
    distance: distance(ask.current, settings),
  };
}
