import type { EventAccount, OursAccount } from '../core/account.ts';
import type { TrialMeta } from '../core/trial-meta.ts';

/** Whether anybody saw what arrived; an external backend is POSTed to directly, and a cluster of the user's has its own. */
export function isSeen({ ownBackend, shared }: Pick<TrialMeta, 'ownBackend' | 'shared'>): boolean {
  return ownBackend?.via !== 'external' && shared?.sees !== 'nothing';
}

/** The account by the API server's counters alone: what they do not count is not known. */
export function unseenEvents(events: EventAccount): EventAccount {
  return { ...events, delivered: null, inFlight: null, unexplained: null };
}

export function unseenOurs({ expected }: OursAccount): OursAccount {
  return { expected, delivered: null, missing: null, duplicate: null, late: null };
}
