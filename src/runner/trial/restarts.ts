import type { NewSettings, PlannedEnd, PlannedRestart, PlannedRollout, RestartRecord } from '../../core/restart.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { AuditSettings } from '../../core/settings.ts';
import { formatMs } from '../../core/units.ts';
import type { SampleRecord } from '../../core/records.ts';
import { auditChange } from '../backends.ts';
import type { PlannedTrial } from '../plan.ts';
import type { TrialRig } from './rig.ts';

const WORDS = { restart: 'is restarted', kill: 'is killed' } as const;

/** Settings that the API servers have when all that was planned is over. */
export function settingsAfter(
  { restarts = [] }: Pick<Scenario, 'restarts'>,
  { settings }: PlannedTrial,
): AuditSettings {
  return restarts.find(isRollout)?.to.settings ?? settings;
}

/**
 * Ends API servers as the scenario plans, each at its time from `startMs` on. Its counters are read right before, for they
 * begin anew. Resolves when all are back. Errors: AuditBenchError (exit 4) when one does not come up again.
 */
export async function playRestarts(
  rig: TrialRig,
  startMs: number,
  onSample: (sample: SampleRecord) => void,
  signal: AbortSignal,
): Promise<readonly RestartRecord[]> {
  const { restarts = [] } = rig.context.scenario;
  const { clock } = rig.scope;
  const records: RestartRecord[] = [];
  const play = async (wanted: Ending): Promise<void> => {
    records.push(await restart(rig, wanted, onSample, signal));
  };
  const reach = (planned: PlannedRestart): Promise<void> =>
    clock.sleep(Math.max(0, startMs + planned.fromMs - clock.nowMs()), signal);
  const ends = restarts.filter((planned) => !isRollout(planned));
  const playOf = async (instance: number): Promise<void> => {
    for (const planned of ends) {
      if (planned.instance !== instance) continue;
      await reach(planned);
      await play(planned);
    }
  };
  const playRollout = async (rollout: PlannedRollout): Promise<void> => {
    await reach(rollout);
    for (const index of rig.instances.keys()) {
      if (index > 0) await clock.sleep(rollout.pauseMs, signal);
      await play({ kind: 'restart', instance: index + 1, awayMs: 0, to: rollout.to });
    }
  };
  const instances = new Set(ends.map(({ instance }) => instance));
  await Promise.all([...[...instances].map(playOf), ...restarts.filter(isRollout).map(playRollout)]);
  return records.sort((a, b) => a.downMs - b.downMs);
}

interface Ending extends Pick<PlannedEnd, 'kind' | 'instance' | 'awayMs'> {
  readonly to?: NewSettings;
}

function isRollout(planned: PlannedRestart): planned is PlannedRollout {
  return planned.kind === 'rollout';
}

async function restart(
  { context, instances, plan, probe, scope }: TrialRig,
  { instance, kind, awayMs, to }: Ending,
  onSample: (sample: SampleRecord) => void,
  signal: AbortSignal,
): Promise<RestartRecord> {
  const index = instance - 1;
  const name = instances[index] ?? '';
  const beforeEnd = async (): Promise<void> => {
    const samples = await probe.read('grid', signal);
    for (const sample of samples) if (sample.instance === name) onSample(sample);
  };
  const { settings } = context.cluster;
  if (settings === null) throw new Error('a cluster whose API servers stay as they are was asked to restart one');
  const change = to === undefined ? {} : { change: auditChange(context.scenario, { settings: to.settings }) };
  const times = await settings.restart({ index, kind, awayMs, beforeEnd, ...change }, signal);
  const after = to === undefined ? '' : ` with the settings of ${to.variant}`;
  scope.progress.note(`${plan.id}: ${name} ${WORDS[kind]}, back after ${formatMs(times.upMs - times.downMs)}${after}`);
  return { instance: name, kind, ...times, ...(to === undefined ? {} : { to }) };
}
