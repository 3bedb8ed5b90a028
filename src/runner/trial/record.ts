import { join } from 'node:path';
import type { AppliedAudit } from '../../clusters/provider.ts';
import type { LogReading } from '../../core/log.ts';
import { placeOfBackend } from '../../core/own-backend.ts';
import type { SampleRecord } from '../../core/records.ts';
import type { RestartRecord } from '../../core/restart.ts';
import type { Scenario } from '../../core/scenario.ts';
import type { ShipperReading } from '../../core/shipper.ts';
import { type Disturbance, type MeasuredPhase, RECORDS_VERSION, type TrialMeta } from '../../core/trial-meta.ts';
import type { LoadSummary, PhaseSummary } from '../../load/generator.ts';
import { writeFileAtomic } from '../../platform/files.ts';
import { scrapeEvents } from './overhead.ts';
import { policyOf } from '../plan.ts';
import type { TrialRig } from './rig.ts';
import { type Before, SAMPLE_INTERVAL_MS } from './steps.ts';

/** What the steps of a trial have found. */
export interface TrialFindings {
  readonly startedAt: string;
  readonly applied: AppliedAudit;
  readonly warmUp: LoadSummary | null;
  readonly measured: LoadSummary;
  readonly restarts: readonly RestartRecord[];
  readonly before: Before;
  readonly after: readonly SampleRecord[];
  /** Audited requests of the pusher's between the two readings. */
  readonly pushed: number;
  readonly drained: boolean;
  /** What became of the log files; `null`: the sink reads none. */
  readonly log: LogReading | null;
  /** What a shipper under test did; `undefined`: none was. */
  readonly shipper: ShipperReading | undefined;
  readonly disturbance: Disturbance;
}

/** trial.json: what the analysis needs to know beside the records. */
export function trialMeta(rig: TrialRig, found: TrialFindings): TrialMeta {
  const { plan, context, trialKey, instances } = rig;
  const { scenario } = context;
  const own = scenario.receiver.backend;
  const { id, variant, isDefaults, repeat, role, settings, multiple, receiver } = plan;
  const phases = [...(found.warmUp?.phases ?? []), ...found.measured.phases].map((phase) => named(phase, scenario));
  const measured = phases.filter((phase) => phase.measure);
  const policy = policyOf(scenario, plan);
  const scrapes = scrapeEvents(policy, found.before.samples, found.after, SAMPLE_INTERVAL_MS);
  return {
    recordsVersion: RECORDS_VERSION,
    id,
    backend: scenario.backend,
    log: found.log,
    variant,
    isDefaults,
    repeat,
    role,
    settings,
    multiple,
    receiver,
    ...(own === null ? {} : { ownBackend: { via: own.via, place: placeOfBackend(own) } }),
    ...(found.shipper === undefined ? {} : { shipper: found.shipper }),
    ...(context.cluster.settings === null ? { shared: { sees: context.sink.sees } } : {}),
    trialKey,
    instances,
    ...(context.cluster.api.balancer === undefined ? {} : { dealtBy: 'load balancer' as const }),
    phases,
    startedAt: found.startedAt,
    flags: found.applied.flags,
    load: scenario.load,
    shapes: found.measured.shapes,
    policy,
    objectives: scenario.objectives,
    startMs: Math.min(...measured.map((phase) => phase.startMs)),
    endMs: Math.max(...measured.map((phase) => phase.endMs)),
    drainedMs: Math.max(...found.after.map((sample) => sample.doneMs)),
    drained: found.drained,
    overheadEvents: found.pushed * rig.filler.events + scrapes,
    workers: found.measured.workers,
    ...(found.restarts.length === 0 ? {} : { restarts: found.restarts }),
    disturbance: found.disturbance,
    sampleIntervalMs: SAMPLE_INTERVAL_MS,
  };
}

/** trial.json comes last: a folder that has it was measured to its end. */
export async function writeTrial(meta: TrialMeta, dir: string): Promise<void> {
  await writeFileAtomic(join(dir, 'flags.json'), `${JSON.stringify(meta.flags, null, 2)}\n`);
  await writeFileAtomic(join(dir, 'trial.json'), `${JSON.stringify(meta, null, 2)}\n`);
}

function named(summary: PhaseSummary, { load }: Scenario): MeasuredPhase {
  const phase = load.phases[summary.index];
  return { ...summary, name: phase?.name ?? '', measure: phase?.measure ?? true };
}
