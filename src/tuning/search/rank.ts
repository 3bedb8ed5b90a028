import { settingsToFlags } from '../../core/flags.ts';
import type { AuditBackend, BatchSettings } from '../../core/settings.ts';
import type { Candidate } from './search.ts';

/** Flags that differ between two settings, as `--flag=value`: what the second has, `null` where it does not set it. */
export interface FlagChange {
  readonly flag: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** What would have to be changed on kube-apiserver's command line. */
export function flagChanges(from: BatchSettings, to: BatchSettings, backend: AuditBackend): readonly FlagChange[] {
  const [old, next] = [settingsToFlags(from, backend), settingsToFlags(to, backend)];
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].flatMap((flag) => {
    const change = { flag, from: old[flag] ?? null, to: next[flag] ?? null };
    return change.from === change.to ? [] : [change];
  });
}

/** How far values are from the current ones: Σ |ln(new / old)| over B, S, W, Q and U; a doubling counts as a halving. */
export function distance(from: BatchSettings, to: BatchSettings): number {
  const ratio = (old: number, next: number): number => Math.abs(Math.log(Math.max(1e-9, next) / Math.max(1e-9, old)));
  const throttle =
    from.throttleEnabled && to.throttleEnabled
      ? ratio(from.throttleQps, to.throttleQps) + ratio(from.throttleBurst, to.throttleBurst)
      : 0;
  return (
    ratio(from.bufferSize, to.bufferSize) +
    ratio(from.maxBatchSize, to.maxBatchSize) +
    ratio(from.maxBatchWaitMs, to.maxBatchWaitMs) +
    throttle
  );
}

/** Best first: holds twice the headroom, fewest flags changed, nearest values, fewest receiver requests, least lag. */
export function byRobustness(a: Candidate, b: Candidate): number {
  return (
    Number(b.holdsTwice) - Number(a.holdsTwice) ||
    a.changes - b.changes ||
    a.distance - b.distance ||
    a.need.receiverRequestsPerSecond - b.need.receiverRequestsPerSecond ||
    a.need.lagMaxMs - b.need.lagMaxMs ||
    a.settings.throttleQps - b.settings.throttleQps
  );
}
