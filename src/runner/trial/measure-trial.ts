import type { Scope } from '../../core/scope.ts';
import type { PlannedTrial } from '../plan.ts';
import { trialMeta, writeTrial } from './record.ts';
import { openRig, type TrialContext } from './rig.ts';
import {
  applySettings,
  drainAndRead,
  emptyBuffers,
  measure,
  provePath,
  readBefore,
  refillBucket,
  setUpLoad,
  startSampling,
  warmUp,
} from './steps.ts';

/**
 * One measurement. Writes requests.jsonl, events.jsonl and samples.jsonl into `dir` as they happen, and trial.json when
 * all is there.
 */
export async function measureTrial(
  plan: PlannedTrial,
  context: TrialContext,
  dir: string,
  scope: Scope,
): Promise<void> {
  const begin = (name: string): void => scope.progress.step(`${plan.id}: ${name}`);
  const seesEvents = context.drivers.provider.capabilities.events !== 'none';
  const startedAt = new Date(scope.clock.nowMs()).toISOString();
  begin('applying settings');
  const applied = await applySettings(plan, context, scope);
  await context.sink.receiver?.play(plan.receiver, null);
  const rig = await openRig(plan, context, dir, scope);
  try {
    if (seesEvents) {
      begin('proving the path');
      await provePath(rig);
    }
    begin('setting up the load');
    await setUpLoad(rig);
    const warmedUp = await warmUp(rig, () => begin('warm-up'));
    begin('settling');
    if (seesEvents) await emptyBuffers(rig);
    await refillBucket(rig);
    const before = await readBefore(rig);
    const sampling = startSampling(rig, before);
    const measured = await measure(rig, sampling);
    begin('draining');
    const { after, pushed, drained } = await drainAndRead(rig, before, sampling);
    await rig.samples.flush();
    await context.sink.flush();
    await rig.generator.cleanUp();
    await writeTrial(
      trialMeta(rig, { startedAt, applied, warmUp: warmedUp, measured, before, after, pushed, drained }),
      dir,
    );
  } finally {
    await rig.close();
  }
}
