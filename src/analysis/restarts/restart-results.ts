import type { RestartResult } from '../../core/restart.ts';
import type { TrialMeta } from '../../core/trial-meta.ts';
import { boundedLoss } from '../events-account.ts';
import type { EventAccount } from '../../core/account.ts';
import type { Model } from '../prediction.ts';
import type { CutOff } from './cut-off.ts';

/** What the planned restarts cost. */
export function restartResults(
  { restarts = [], startMs, instances }: TrialMeta,
  cutOff: CutOff,
  model: Model | null,
): readonly RestartResult[] {
  const held = new Map(instances.map((instance) => [instance, [...(model?.heldAt(instance) ?? [])]]));
  return restarts.map((restart) => ({
    instance: restart.instance,
    kind: restart.kind,
    ended: restart.ended,
    ...(restart.to === undefined ? {} : { to: restart.to.variant }),
    atMs: restart.downMs - startMs,
    awayMs: restart.upMs - restart.downMs,
    held: held.get(restart.instance)?.shift() ?? null,
    ...cutOff.of(restart),
  }));
}

/**
 * The account with no more lost at restarts than the model allows; without a buffer, what requests without an answer made.
 * With a receiver that fails, whatever an API server had when it began to end may have been given up before it had
 * ended, and then no counter was read again that tells of it.
 */
export function judgedAtRestarts(
  events: EventAccount,
  meta: TrialMeta,
  results: readonly RestartResult[],
  model: Pick<Model, 'unsettledAt'> | null,
): EventAccount {
  const slack = Math.max(
    ...[meta.settings, ...(meta.restarts ?? []).flatMap(({ to }) => to?.settings ?? [])].map((settings) =>
      settings.mode === 'batch' ? settings.maxBatchSize : 0,
    ),
  );
  const fails = meta.receiver.windows.length > 0;
  const unsettled = new Map(meta.instances.map((name) => [name, [...(model?.unsettledAt(name) ?? [])]]));
  return boundedLoss(
    events,
    results.reduce((sum, { instance, held, unanswered }) => {
      const mayBeGivenUp = unsettled.get(instance)?.shift() ?? 0;
      return sum + (held === null ? unanswered : Math.max(held, fails ? mayBeGivenUp : 0) + slack);
    }, 0),
  );
}
