import type { RequestRecord } from '../core/records.ts';
import type { PhaseResult, RequestAccount } from '../core/result.ts';
import type { AuditMode } from '../core/settings.ts';
import type { TrialMeta } from '../core/trial-meta.ts';

/** What became of these requests. `rejected`: 429, or 500 in blocking-strict mode, where the audit backend refuses. */
export function requestAccount(requests: Iterable<RequestRecord>, mode: AuditMode): RequestAccount {
  const account = { intended: 0, sent: 0, skipped: 0, answered: 0, rejected: 0 };
  for (const { sentMs, status } of requests) {
    account.intended += 1;
    if (sentMs === null) account.skipped += 1;
    else account.sent += 1;
    if (status !== null) account.answered += 1;
    if (status === 429 || (status === 500 && mode === 'blocking-strict')) account.rejected += 1;
  }
  return account;
}

/** The phases that ran, each with its requests and the rate at which they were sent. */
export function phaseResults(meta: TrialMeta, requests: readonly RequestRecord[]): readonly PhaseResult[] {
  const byPhase = groupByPhase(requests);
  return meta.phases.map(({ index, name, kind, measure, startMs, endMs }) => {
    const account = requestAccount(byPhase.get(index) ?? [], meta.settings.mode);
    const seconds = (endMs - startMs) / 1000;
    return {
      name,
      kind,
      measure,
      startMs: startMs - meta.startMs,
      endMs: endMs - meta.startMs,
      requests: account,
      requestsPerSecond: seconds > 0 ? account.sent / seconds : null,
    };
  });
}

/** Map.groupBy is not in Node 20. */
function groupByPhase(requests: readonly RequestRecord[]): ReadonlyMap<number, readonly RequestRecord[]> {
  const groups = new Map<number, RequestRecord[]>();
  for (const request of requests) {
    const group = groups.get(request.phase);
    if (group === undefined) groups.set(request.phase, [request]);
    else group.push(request);
  }
  return groups;
}
