import { messageOf } from '../../core/errors.ts';
import { loadNamespace } from '../../core/load-shape.ts';
import type { Breakable, Scope } from '../../core/scope.ts';
import { endingAtFaults } from '../../platform/faults.ts';
import type { PlannedTrial } from '../plan.ts';
import { clockStepMs } from './clock-step.ts';
import { trialMeta, writeTrial } from './record.ts';
import { openRig, type TrialContext } from './rig.ts';
import {
  applySettings,
  drainAndRead,
  emptyBuffers,
  measureLoad,
  provePath,
  readBefore,
  refillBucket,
  setUpLoad,
  startSampling,
  waitForAny,
  waitForBuffers,
  warmUp,
} from './steps.ts';

/**
 * One measurement. Writes requests.jsonl, events.jsonl and samples.jsonl into `dir` as they happen, and trial.json when
 * all is there. Ends at once when the cluster, the sink or a file breaks.
 */
export async function measureTrial(
  plan: PlannedTrial,
  context: TrialContext,
  dir: string,
  runScope: Scope,
): Promise<void> {
  const { cluster, sink } = context;
  const breakables = [cluster, sink].filter((one): one is typeof one & Breakable => one.onBroken !== undefined);
  await endingAtFaults(breakables, runScope, (scope, fault) => measure(plan, context, dir, scope, fault));
}

async function measure(
  plan: PlannedTrial,
  context: TrialContext,
  dir: string,
  scope: Scope,
  fault: (cause: Error) => void,
): Promise<void> {
  const { cluster } = context;
  const begin = (name: string): void => scope.progress.step(`${plan.id}: ${name}`);
  const seesEvents = context.sink.sees === 'events' && plan.settings.mode !== 'off';
  const events = seesEvents ? context.drivers.provider.capabilities.events : 'none';
  const startedAt = new Date(scope.clock.nowMs()).toISOString();
  begin('applying settings');
  const applied = await applySettings(plan, context, scope);
  await context.sink.receiver?.play(plan.receiver, null);
  const rig = await openRig(plan, context, dir, scope, fault);
  try {
    if (events !== 'none') {
      begin('proving the path');
      await (events === 'as they come' ? waitForAny(rig) : provePath(rig));
    }
    begin('setting up the load');
    await setUpLoad(rig);
    const warmedUp = await warmUp(rig, () => begin('warm-up'));
    begin('settling');
    if (events === 'every API server') await emptyBuffers(rig);
    else await waitForBuffers(rig);
    await refillBucket(rig);
    const before = await readBefore(rig);
    const sampling = startSampling(rig, before);
    const { load: measured, restarts } = await measureLoad(rig, sampling);
    begin('draining');
    const { after, pushed, drained } = await drainAndRead(rig, before, sampling);
    await rig.samples.flush();
    await context.sink.flush();
    const { log, pauseMs, shipper } = await context.sink.counters();
    const disturbance = { clockStepMs: clockStepMs(scope.clock), receiverPauseMs: pauseMs };
    await rig.generator.cleanUp();
    await cluster.clear?.(loadNamespace(rig.trialKey));
    await writeTrial(
      trialMeta(rig, {
        startedAt,
        applied,
        warmUp: warmedUp,
        measured,
        restarts,
        before,
        after,
        pushed,
        drained,
        log,
        shipper,
        disturbance,
      }),
      dir,
    );
  } catch (error) {
    // What cannot be closed after it comes from it.
    await rig.close().catch(() => {});
    await cluster.clear?.(loadNamespace(rig.trialKey)).catch((left: unknown) => scope.progress.note(messageOf(left)));
    throw error;
  }
  await rig.close();
}
