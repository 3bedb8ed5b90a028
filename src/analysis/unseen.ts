import type { EventAccount, OursAccount } from '../core/account.ts';
import type { TrialMeta } from '../core/trial-meta.ts';

/** Whether anybody saw what arrived; an external backend is POSTed to directly. */
export function isSeen({ ownBackend }: Pick<TrialMeta, 'ownBackend'>): boolean {
  return ownBackend?.via !== 'external';
}

/** The account by the API server's counters alone: what they do not count is not known. */
export function unseenEvents(events: EventAccount): EventAccount {
  return { ...events, delivered: null, inFlight: null, unexplained: null };
}

export function unseenOurs({ expected }: OursAccount): OursAccount {
  return { expected, delivered: null, missing: null, duplicate: null, late: null };
}
