import type { PlannedRestart, RestartRecord } from '../../core/restart.ts';
import { formatMs } from '../../core/units.ts';
import type { SampleRecord } from '../../core/records.ts';
import type { TrialRig } from './rig.ts';

const WORDS = { restart: 'is restarted', kill: 'is killed' } as const;

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
  const records: RestartRecord[] = [];
  const playOf = async (instance: number): Promise<void> => {
    for (const planned of restarts) {
      if (planned.instance !== instance) continue;
      await rig.scope.clock.sleep(Math.max(0, startMs + planned.fromMs - rig.scope.clock.nowMs()), signal);
      records.push(await restart(rig, planned, onSample, signal));
    }
  };
  await Promise.all([...new Set(restarts.map(({ instance }) => instance))].map(playOf));
  return records.sort((a, b) => a.downMs - b.downMs);
}

async function restart(
  { context, instances, plan, probe, scope }: TrialRig,
  { instance, kind, awayMs }: PlannedRestart,
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
  const times = await settings.restart({ index, kind, awayMs, beforeEnd }, signal);
  scope.progress.note(`${plan.id}: ${name} ${WORDS[kind]}, back after ${formatMs(times.upMs - times.downMs)}`);
  return { instance: name, kind, ...times };
}
