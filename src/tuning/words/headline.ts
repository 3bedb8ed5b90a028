import type { CurrentSettings } from '../../core/scenario.ts';
import type { AuditBackend } from '../../core/settings.ts';
import { formatCount, formatRatio } from '../../core/units.ts';
import type { FirstLoss } from '../search/first-loss.ts';
import type { Judgement } from '../search/judge.ts';
import type { FlagChange } from '../search/rank.ts';
import { describeLimit } from './refusals.ts';

/** What to do, in a sentence or two: keep the settings, or change these flags. */
export function answerOf(
  kept: boolean,
  current: Pick<CurrentSettings, 'isDefaults'>,
  changes: readonly FlagChange[],
  { firstLoss, triedUpTo }: Pick<Judgement, 'firstLoss' | 'triedUpTo'>,
  backend: AuditBackend = 'webhook',
): string {
  if (!kept) return changesText(changes);
  const keep = current.isDefaults ? "Kubernetes' defaults are enough: set none of these flags." : 'Keep what you have.';
  // What a disk takes beyond what was measured, no model knows.
  if (backend === 'log' && firstLoss === null) return keep;
  return `${keep} Nothing is lost up to ${safeMultiple(firstLoss, triedUpTo)} times this load.`;
}

/** `Change 1 flag: --audit-webhook-batch-max-wait=15s (now 30s).` */
function changesText(changes: readonly FlagChange[]): string {
  const flags = changes.map(({ flag, from, to }) =>
    to === null
      ? `drop --${flag} (now ${from ?? ''})`
      : `--${flag}=${to} (${from === null ? 'not set' : `now ${from}`})`,
  );
  return `Change ${changes.length} ${changes.length === 1 ? 'flag' : 'flags'}: ${flags.join(', ')}.`;
}

/** A multiple at which nothing is lost yet: the first that loses is known to 1 %, the ceiling exactly. */
function safeMultiple(firstLoss: FirstLoss | null, triedUpTo: number): string {
  if (firstLoss === null) return String(triedUpTo);
  if (firstLoss.by === 'ceiling') return String(firstLoss.multiple);
  const below = firstLoss.multiple * 0.99;
  const step = 10 ** (Math.floor(Math.log10(below)) - 1);
  return String(Number((Math.floor(below / step) * step).toPrecision(2)));
}

/** Where the first event is lost, and what says so. */
export function firstLossSentence(judgement: Judgement, backend: AuditBackend = 'webhook'): string {
  const { firstLoss, triedUpTo, ceilingPerSecond, sustainedPerSecond } = judgement;
  if (backend === 'log' && firstLoss === null)
    return 'No flag of these limits what gets through: the first loss comes where the disk takes no more, which was not reached.';
  if (firstLoss === null) return `By the model no event is lost up to ${triedUpTo} times this load.`;
  const { multiple, by } = firstLoss;
  if (by === 'ceiling' && !judgement.settings.throttleEnabled)
    return `The first loss comes at ${multiple} times this load: there the sustained rate (${formatCount(sustainedPerSecond)} events/s an API server) meets what the log was seen to take, ${formatCount(Math.round(ceilingPerSecond))} events/s.`;
  if (by === 'ceiling')
    return `The first loss comes at ${multiple} times this load: there the sustained rate (${formatCount(sustainedPerSecond)} events/s an API server) meets the ceiling of ${formatCount(ceilingPerSecond)} events/s (batch-max-size × throttle-qps).`;
  const how =
    by === 'at once' ? ', with its bursts all at once, which is worse than the test client could send them' : '';
  return `The first loss comes at ${multiple} times this load, by the model${how}.`;
}

/** Why the current settings do not do: what they lose, and each limit with both numbers. */
export function whyNotCurrent(label: string, judgement: Judgement, headroom: number, measured: number | null): string {
  const { lossRatioAtLoad, lossRatioAtHeadroom, broken } = judgement;
  const reasons = [
    ...(measured !== null && measured > 0
      ? [`${formatRatio(measured)} lost at ${headroom} times this load, measured`]
      : []),
    ...(lossRatioAtHeadroom > 0
      ? [
          `${formatRatio(lossRatioAtLoad)} lost while this load goes on and ${formatRatio(lossRatioAtHeadroom)} at ${headroom} times it, by the model`,
        ]
      : []),
    ...broken.map(describeLimit),
  ];
  return `${label} will not do: ${reasons.join('; ')}.`;
}
