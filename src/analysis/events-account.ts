import { READING_MARGIN_MS } from '../core/trial-meta.ts';
import type { BatchRecord } from '../core/records.ts';
import type { EventAccount } from '../core/result.ts';
import type { CounterDelta } from './counters.ts';

export interface EventAccountInput {
  readonly deltas: readonly (CounterDelta | null)[];
  readonly batches: readonly BatchRecord[];
  /** Events that answered requests of ours are expected to have made. */
  readonly oursExpected: number;
  readonly overheadEvents: number;
  /** True: nothing was in flight when the drain ended. */
  readonly drained: boolean;
}

/**
 * The account of all events between the two readings:
 * generated = dropped + discarded + failed + delivered + inFlight + unexplained.
 * An event belongs to the account by its stage timestamp, as it does to the counter. Events that were made while a
 * reading was under way could be on either side of it; they are put where they explain most.
 */
export function eventAccount(input: EventAccountInput): EventAccount {
  const deltas = input.deltas.filter((delta) => delta !== null);
  if (deltas.length < input.deltas.length || deltas.some((delta) => delta.reset)) {
    return { ...unmeasured(countBetween(input.batches, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY).certain) };
  }
  const sum = (pick: (delta: CounterDelta) => number): number =>
    deltas.reduce((total, delta) => total + pick(delta), 0);
  const generated = sum((delta) => delta.generated);
  const dropped = sum((delta) => delta.errors.buffered);
  const failed = sum((delta) => delta.errors.webhook);
  const discarded = sum((delta) => delta.errors.truncate + delta.errors.log);
  const { certain, uncertain } = countWithin(input.batches, deltas);
  const open = generated - dropped - failed - discarded - certain;
  const taken = Math.min(uncertain, Math.max(0, open));
  const rest = open - taken;
  const inFlight = input.drained ? 0 : Math.max(0, rest);
  return {
    generated,
    dropped,
    discarded,
    failed,
    delivered: certain + taken,
    inFlight,
    unexplained: rest - inFlight,
    background: Math.max(0, generated - input.oursExpected - input.overheadEvents),
    overhead: input.overheadEvents,
  };
}

function unmeasured(delivered: number): EventAccount {
  return {
    generated: null,
    dropped: null,
    discarded: null,
    failed: null,
    delivered,
    inFlight: null,
    unexplained: null,
    background: null,
    overhead: null,
  };
}

interface WindowCount {
  readonly certain: number;
  /** Made while one of the readings was under way. */
  readonly uncertain: number;
}

function countWithin(batches: readonly BatchRecord[], deltas: readonly CounterDelta[]): WindowCount {
  const from = Math.min(...deltas.map((delta) => delta.before.sentMs));
  const fromCertain = Math.max(...deltas.map((delta) => delta.before.doneMs)) + READING_MARGIN_MS;
  const toCertain = Math.min(...deltas.map((delta) => delta.after.sentMs));
  const to = Math.max(...deltas.map((delta) => delta.after.doneMs)) + READING_MARGIN_MS;
  const inside = countBetween(batches, fromCertain, toCertain).certain;
  return { certain: inside, uncertain: countBetween(batches, from, to).certain - inside };
}

/** Distinct delivered events with a stage timestamp in [fromMs, toMs]. */
function countBetween(batches: readonly BatchRecord[], fromMs: number, toMs: number): WindowCount {
  const seen = new Set<string>();
  for (const batch of batches) {
    if (!batch.delivered) continue;
    for (const [id, stage, stageMs] of batch.events) {
      if (stageMs >= fromMs && stageMs <= toMs) seen.add(`${id}/${stage}`);
    }
  }
  return { certain: seen.size, uncertain: 0 };
}
