import type { EventAccount } from '../core/result.ts';
import type { AuditBackend } from '../core/settings.ts';
import type { CounterDelta } from './counters.ts';
import type { EventCount } from './ledger/event-count.ts';
import type { UnreadEvents } from './restarts/unread-events.ts';

export interface EventAccountInput {
  /** The one whose events were received; errors of another one are not of this account. */
  readonly backend: AuditBackend;
  readonly deltas: readonly (CounterDelta | null)[];
  /** Delivered events by their stage timestamp; counted over all times when there is no window between readings. */
  readonly counted: Pick<EventCount, 'certain' | 'uncertain'>;
  /** Events that answered requests of ours are expected to have made. */
  readonly oursExpected: number;
  readonly overheadEvents: number;
  /** True: nothing was in flight when the drain ended. */
  readonly drained: boolean;
  /** Of API servers that were restarted as planned; absent: none was. */
  readonly restarts?: RestartEvidence;
}

export interface RestartEvidence {
  /** Events that no counter was read for: those that API servers made right before they ended. */
  readonly unread: UnreadEvents;
  /** Events of ours that never arrived. */
  readonly missing: number;
}

/**
 * The account of all events between the two readings:
 * generated = dropped + discarded + failed + delivered + inFlight + lostAtRestart + unexplained.
 * An event belongs to the account by its stage timestamp, as it does to the counter. Events that were made while a
 * reading was under way could be on either side of it; they are put where they explain most.
 */
export function eventAccount(input: EventAccountInput): EventAccount {
  const deltas = usableDeltas(input.deltas);
  if (deltas === null) return unmeasured(input.counted.certain);
  const sum = (pick: (delta: CounterDelta) => number): number =>
    deltas.reduce((total, delta) => total + pick(delta), 0);
  const counted = sum((delta) => delta.generated) + (input.restarts?.unread.certain ?? 0);
  const dropped = sum((delta) => delta.errors.buffered);
  const failed = input.backend === 'webhook' ? sum((delta) => delta.errors.webhook) : 0;
  const unwritten = input.backend === 'log' ? sum((delta) => delta.errors.log) : 0;
  const discarded = sum((delta) => delta.errors.truncate) + unwritten;
  const { certain, uncertain } = input.counted;
  const lost = dropped + failed + discarded;
  const open = counted - lost - certain;
  const taken = Math.min(uncertain, Math.max(0, open));
  const uncounted = uncountedEvents(input.restarts, lost, open - taken);
  const rest = open - taken + uncounted;
  const inFlight = input.drained ? 0 : Math.max(0, rest);
  const lostAtRestart = input.restarts === undefined || !input.drained ? 0 : Math.max(0, rest);
  const generated = counted + uncounted;
  return {
    generated,
    dropped,
    discarded,
    failed,
    delivered: certain + taken,
    inFlight,
    ...(input.restarts === undefined ? {} : { lostAtRestart }),
    unexplained: rest - inFlight - lostAtRestart,
    background: Math.max(0, generated - input.oursExpected - input.overheadEvents),
    overhead: input.overheadEvents,
  };
}

/** Events made while the last reading before a restart was under way, which it missed: as many as are missing else. */
function uncountedEvents(restarts: RestartEvidence | undefined, lost: number, rest: number): number {
  if (restarts === undefined) return 0;
  return Math.max(0, Math.min(restarts.unread.uncertain, restarts.missing - lost - rest));
}

/**
 * What an API server can have held when it ended is what the model says and a batch, for which it is a matter of
 * milliseconds; more than that is unexplained.
 */
export function boundedLoss(events: EventAccount, most: number): EventAccount {
  const { lostAtRestart, unexplained } = events;
  const excess = Math.max(0, (lostAtRestart ?? 0) - most);
  if (lostAtRestart == null || unexplained === null || excess === 0) return events;
  return { ...events, lostAtRestart: most, unexplained: unexplained + excess };
}

/** `null`: a reading is missing or an API server began to count again, so that their difference means nothing. */
export function usableDeltas(deltas: readonly (CounterDelta | null)[]): readonly CounterDelta[] | null {
  const read = deltas.filter((delta) => delta !== null);
  return read.length < deltas.length || read.some((delta) => delta.reset) ? null : read;
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
