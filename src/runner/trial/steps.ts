import type { AppliedAudit } from '../../clusters/provider.ts';
import type { SampleRecord } from '../../core/records.ts';
import type { RestartRecord } from '../../core/restart.ts';
import type { Resource, Scope } from '../../core/scope.ts';
import type { LoadSummary } from '../../load/generator.ts';
import { unlessAborted } from '../../platform/faults.ts';
import { startSampler } from '../../probes/sampler.ts';
import type { SinkCounters } from '../../sinks/sink.ts';
import { clusterFailed } from '../../core/errors.ts';
import { placeOf } from '../../core/target.ts';
import { waitUntil } from '../wait-until.ts';
import { auditChange } from '../backends.ts';
import type { PlannedTrial } from '../plan.ts';
import { ContinuedCounters } from '../../analysis/restarts/continued-counters.ts';
import { answerBoundMs, bootBacklogMs, pathBoundMs, refillMs } from './bounds.ts';
import { arrivesAfterReading, drain, type DrainOptions, drainRestarted, settleAfterReading } from './drain.ts';
import { waitAllReady } from './ready.ts';
import { playRestarts, settingsAfter } from './restarts.ts';
import type { TrialContext, TrialRig } from './rig.ts';
import { TrialProgress } from './trial-progress.ts';

export const SAMPLE_INTERVAL_MS = 500;

/** What stood where when the measurement began. */
export interface Before {
  readonly samples: readonly SampleRecord[];
  readonly sink: SinkCounters;
  /** Audited requests of the pusher's until then. */
  readonly pushed: number;
}

export interface Sampling extends Resource {
  readonly progress: TrialProgress;
  /** Takes a reading that was made outside the grid. */
  readonly onSample: (sample: SampleRecord) => void;
}

/** The flags are changed (a restart), or are those that the cluster has already. */
export async function applySettings(plan: PlannedTrial, context: TrialContext, scope: Scope): Promise<AppliedAudit> {
  const { unused, cluster, scenario } = context;
  context.unused = null;
  const change = auditChange(scenario, plan);
  const same = unused !== null && JSON.stringify(unused) === JSON.stringify(change);
  if (!same && cluster.settings !== null) return cluster.settings.apply(change, scope.signal);
  // Nobody listened yet when it ended between its start and here.
  const failure = cluster.failure();
  if (failure !== null) throw failure;
  return cluster.started;
}

/** At least S audited requests to each API server, so that a batch fills at once, and one of them seen to arrive. */
export async function provePath(rig: TrialRig): Promise<void> {
  const { plan, pusher, instances } = rig;
  for (const name of instances) await pusher.prove(name, plan.settings, 'path', boundMs(rig));
}

/** Until an event arrives, whoever made it. Errors: AuditBenchError (exit 4) when none does. */
export async function waitForAny({ plan, context, scope }: TrialRig): Promise<void> {
  const { sink } = context;
  const boundMs = pathBoundMs(plan.settings);
  const arrived = async (): Promise<boolean> => (await sink.counters()).delivered > 0;
  if (await waitUntil(arrived, boundMs, scope)) return;
  throw clusterFailed(
    `no audit event reached the receiver at ${placeOf(sink.target)} in ${Math.round(boundMs / 1000)} s`,
    'the kubeconfig that --audit-webhook-config-file names must lead there, and trust the receiver\'s certificate; look in the API server\'s log for "webhook"',
  );
}

/** Objects and sockets; then all hooks of a restarted API server have ended, for they audit too. */
export async function setUpLoad({ generator, probe, instances, trialKey, scope }: TrialRig): Promise<void> {
  await generator.setUp();
  await waitAllReady(probe, instances, trialKey, scope);
}

/** `null`: the load has no phase to warm up with, and `begin` is not called. */
export async function warmUp(rig: TrialRig, begin: () => void): Promise<LoadSummary | null> {
  const indexes = phaseIndexes(rig, 'warm-up');
  if (indexes.length === 0) return null;
  begin();
  return unlessAborted(
    rig.generator.run(indexes, () => {}),
    rig.scope.signal,
  );
}

/** Until nothing is queued. */
export async function emptyBuffers(rig: TrialRig): Promise<void> {
  const { plan, pusher, instances } = rig;
  for (const name of instances) await pusher.pushThrough(name, plan.settings, 'filler', boundMs(rig), answerMs(rig));
}

/** Until nothing can be queued any more, where nobody sees what arrives. */
export async function waitForBuffers({ plan, scope }: TrialRig): Promise<void> {
  await scope.clock.sleep(bootBacklogMs(plan.settings), scope.signal);
}

/** Until the token bucket is full. */
export async function refillBucket({ plan, scope }: TrialRig): Promise<void> {
  await scope.clock.sleep(refillMs(plan.settings), scope.signal);
}

export async function readBefore(rig: TrialRig): Promise<Before> {
  const { sink } = rig.context;
  const pushed = rig.pusher.sent;
  const samples = await reading(rig, 'before');
  // The counters were read at some moment between sending the scrape and its answer.
  await sink.mark(Math.max(...samples.map(({ sentMs, doneMs }) => (sentMs + doneMs) / 2)));
  return { samples, sink: await sink.counters(), pushed };
}

/** Metrics are read on a grid until the drain is over. */
export function startSampling(rig: TrialRig, before: Before): Sampling {
  const { plan, context, scope, probe, samples } = rig;
  const progress = new TrialProgress(plan.id, context.scenario.load.phases, plan.settings, scope);
  const { restarts = [] } = context.scenario;
  const counters = new ContinuedCounters(() => restarts.length > 0);
  for (const sample of before.samples) counters.read(sample);
  const onSample = (sample: SampleRecord): void => {
    samples.write(sample);
    const continued = counters.read(sample);
    if (continued !== null) progress.sample(continued, before.samples);
  };
  const sampler = rig.keep(startSampler({ probe, intervalMs: SAMPLE_INTERVAL_MS, onSample }, scope));
  return { progress, onSample, close: () => sampler.close() };
}

/** What the measured phases came to. */
export interface Measured {
  readonly load: LoadSummary;
  readonly restarts: readonly RestartRecord[];
}

/** The receiver's plan and the measured phases begin; API servers end as planned. */
export async function measureLoad(rig: TrialRig, { progress, onSample }: Sampling): Promise<Measured> {
  const { plan, context, scope, generator } = rig;
  progress.begin();
  const startMs = scope.clock.nowMs();
  await context.sink.receiver?.play(plan.receiver, startMs);
  const failed = new AbortController();
  const signal = AbortSignal.any([scope.signal, failed.signal]);
  const running = generator.run(phaseIndexes(rig, 'measured'), (counters) => progress.load(counters));
  try {
    const [load, restarts] = await unlessAborted(
      Promise.all([running, playRestarts(rig, startMs, onSample, signal)]),
      scope.signal,
    );
    return { load, restarts };
  } finally {
    failed.abort();
  }
}

/** Until nothing is in flight; the last reading; then what a batch still held. Says whether all of it has arrived. */
export async function drainAndRead(
  rig: TrialRig,
  before: Before,
  sampling: Sampling,
): Promise<{ readonly after: readonly SampleRecord[]; readonly pushed: number; readonly drained: boolean }> {
  const { plan } = rig;
  const options = drainOptions(rig, before);
  const restarted = rig.context.scenario.restarts !== undefined && plan.receiver.windows.length === 0;
  const drained = restarted ? await drainRestarted(options, rig.scope) : await drain(options, rig.scope);
  await sampling.close();
  const after = await reading(rig, 'after');
  const pushed = rig.pusher.sent - before.pushed;
  const settled = await settleAfterReading(options, afterBoundMs(rig), rig.scope);
  return { after, pushed, drained: settled || (drained && (await arrivesAfterReading(options, after, rig.scope))) };
}

function drainOptions(rig: TrialRig, before: Before): DrainOptions {
  const { plan, context, instances, probe, pusher } = rig;
  const settings = settingsAfter(context.scenario, plan);
  const { receiver } = plan;
  return {
    backend: context.scenario.backend,
    settings,
    receiver,
    answerMs: answerMs(rig),
    instances,
    probe,
    pusher,
    sink: context.sink,
    mayPush: context.drivers.provider.capabilities.events === 'every API server',
    before: before.samples,
    sinkBefore: before.sink,
  };
}

async function reading(
  { probe, samples, scope }: TrialRig,
  mark: 'before' | 'after',
): Promise<readonly SampleRecord[]> {
  const read = await probe.read(mark, scope.signal);
  for (const sample of read) samples.write(sample);
  return read;
}

function phaseIndexes({ context }: TrialRig, which: 'warm-up' | 'measured'): readonly number[] {
  const wanted = which === 'measured';
  return context.scenario.load.phases.flatMap((phase, index) => (phase.measure === wanted ? [index] : []));
}

function boundMs(rig: TrialRig): number {
  return pathBoundMs(rig.plan.settings) + answerMs(rig);
}

/** What was made under the old settings may still be ahead. */
function afterBoundMs(rig: TrialRig): number {
  const after = pathBoundMs(settingsAfter(rig.context.scenario, rig.plan)) + answerMs(rig);
  return Math.max(boundMs(rig), after);
}

function answerMs({ plan, context }: TrialRig): number {
  return answerBoundMs(plan.receiver, context.scenario.receiver.backend);
}
