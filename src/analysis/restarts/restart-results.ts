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

/** The account with no more lost at restarts than the model allows; without a buffer, what requests without an answer made. */
export function judgedAtRestarts(
  events: EventAccount,
  meta: TrialMeta,
  results: readonly RestartResult[],
): EventAccount {
  const slack = Math.max(
    ...[meta.settings, ...(meta.restarts ?? []).flatMap(({ to }) => to?.settings ?? [])].map((settings) =>
      settings.mode === 'batch' ? settings.maxBatchSize : 0,
    ),
  );
  return boundedLoss(
    events,
    results.reduce((sum, { held, unanswered }) => sum + (held === null ? unanswered : held + slack), 0),
  );
}
