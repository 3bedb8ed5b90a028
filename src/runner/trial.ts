import type { AppliedAudit, Cluster } from '../clusters/provider.ts';
import { trialKeyFrom } from '../core/audit-id.ts';
import { join } from 'node:path';
import { interrupted } from '../core/errors.ts';
import type { SampleRecord } from '../core/records.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Scope } from '../core/scope.ts';
import { type AuditSettings, ceilingPerSecond } from '../core/settings.ts';
import { type MeasuredPhase, RECORDS_VERSION, type TrialMeta } from '../core/trial-meta.ts';
import type { LoadGenerator, PhaseSummary } from '../load/generator.ts';
import { JsonLinesWriter, writeFileAtomic } from '../platform/files.ts';
import type { Probe } from '../probes/probe.ts';
import { startSampler } from '../probes/sampler.ts';
import type { Sink } from '../sinks/sink.ts';
import { drain, settleAfterReading } from './drain.ts';
import type { Drivers } from './drivers.ts';
import type { Filler } from './filler.ts';
import type { PlannedTrial } from './plan.ts';
import { Pusher } from './push.ts';
import { scrapeEvents } from './overhead.ts';
import { waitAllReady } from './ready.ts';
import { TrialProgress } from './trial-progress.ts';

export const SAMPLE_INTERVAL_MS = 500;
/** A booting kube-apiserver makes about 1,100 audited events (audit-pipeline notes, 5); they are ahead of ours. */
const BOOT_EVENTS = 1500;

export interface TrialContext {
  readonly scenario: Scenario;
  readonly drivers: Drivers;
  readonly cluster: Cluster;
  readonly sink: Sink;
  readonly filler: Filler;
  readonly seed: number;
  /** Settings that the cluster was started with and no trial has used yet. */
  unused: AuditSettings | null;
}

/**
 * One measurement, in the order of the design: apply settings → prove the path → warm up → settle → read → MEASURE →
 * drain → read. Writes requests, events and samples as JSONL and trial.json into `dir`.
 */
export async function measureTrial(
  plan: PlannedTrial,
  context: TrialContext,
  dir: string,
  scope: Scope,
): Promise<TrialMeta> {
  const { scenario, drivers, cluster, sink } = context;
  const startedAt = new Date(scope.clock.nowMs()).toISOString();
  const trialKey = trialKeyFrom(scope.random());
  const names = cluster.api.instances.map(({ name }) => name);
  scope.progress.step(`${plan.id}: applying settings`);
  const applied = await applySettings(plan, context, scope);
  const credentials = await cluster.api.credentialsFor(scenario.load.identity);
  const shared = { instances: cluster.api.instances, caPem: cluster.api.caPem, trialKey };
  const held = new Held();
  try {
    await sink.receiver?.play(plan.receiver, null);
    await sink.recordTo(join(dir, 'events.jsonl'));
    const probe = held.keep(await drivers.probe.open({ ...shared, client: cluster.api.admin }, scope));
    const pathProbe = held.keep(await drivers.probe.open({ ...shared, client: credentials }, scope));
    const pusher = new Pusher(pathProbe, sink, context.filler, trialKey, scope);
    const receiverMs = plan.receiver.latencyMs;
    const boundMs = pathBoundMs(plan) + receiverMs;
    scope.progress.step(`${plan.id}: proving the path`);
    for (const name of names) await pusher.prove(name, plan.settings, 'path', boundMs);
    scope.progress.step(`${plan.id}: setting up the load`);
    const generator = held.keep(
      await drivers.load.open(
        {
          ...shared,
          load: scenario.load,
          multiple: plan.multiple,
          credentials,
          admin: cluster.api.admin,
          seed: context.seed,
          recordFile: join(dir, 'requests.jsonl'),
        },
        scope,
      ),
    );
    await generator.setUp();
    await waitAllReady(probe, names, trialKey, scope);
    const warmUps = await warmUp(plan, context, generator, scope);
    scope.progress.step(`${plan.id}: settling`);
    for (const name of names) await pusher.pushThrough(name, plan.settings, 'filler', boundMs, receiverMs);
    await scope.clock.sleep(refillMs(plan), scope.signal);
    const pushedBefore = pusher.sent;

    const writer = new JsonLinesWriter(join(dir, 'samples.jsonl'));
    const progress = new TrialProgress(plan.id, scenario.load.phases, scope);
    const before = await reading(probe, 'before', writer, scope);
    // The counters were read at some moment between sending the scrape and its answer.
    await sink.mark(Math.max(...before.map(({ sentMs, doneMs }) => (sentMs + doneMs) / 2)));
    const sinkBefore = await sink.counters();
    const onSample = (sample: SampleRecord): void => {
      writer.write(sample);
      progress.sample(sample, before);
    };
    const sampler = held.keep(startSampler({ probe, intervalMs: SAMPLE_INTERVAL_MS, onSample }, scope));
    progress.begin();
    await sink.receiver?.play(plan.receiver, scope.clock.nowMs());
    const indexes = scenario.load.phases.flatMap((phase, index) => (phase.measure ? [index] : []));
    const { phases: summaries, shapes } = await raceAbort(
      generator.run(indexes, (counters) => progress.load(counters)),
      scope.signal,
    );
    scope.progress.step(`${plan.id}: draining`);
    const options = {
      settings: plan.settings,
      receiver: plan.receiver,
      instances: names,
      probe,
      sink,
      pusher,
      before,
      sinkBefore,
    };
    const drained = await drain(options, scope);
    await sampler.close();
    const after = await reading(probe, 'after', writer, scope);
    const pushed = pusher.sent - pushedBefore;
    const settled = (await settleAfterReading(options, boundMs, scope)) || drained;
    await writer.close();
    await sink.flush();
    await generator.cleanUp();

    const phases = [...warmUps, ...summaries].map((summary) => measuredPhase(summary, scenario));
    const measured = phases.filter((phase) => phase.measure);
    const startMs = Math.min(...measured.map((phase) => phase.startMs));
    const meta: TrialMeta = {
      recordsVersion: RECORDS_VERSION,
      id: plan.id,
      variant: plan.variant,
      isDefaults: plan.isDefaults,
      repeat: plan.repeat,
      role: plan.role,
      trialKey,
      startedAt,
      settings: plan.settings,
      flags: applied.flags,
      multiple: plan.multiple,
      load: scenario.load,
      shapes,
      policy: scenario.policy.policy,
      receiver: plan.receiver,
      objectives: scenario.objectives,
      instances: names,
      phases,
      startMs,
      endMs: Math.max(...measured.map((phase) => phase.endMs)),
      drainedMs: Math.max(...after.map((sample) => sample.doneMs)),
      drained: settled,
      overheadEvents: pushed * context.filler.events + scrapeEvents(scenario, before, after, SAMPLE_INTERVAL_MS),
      sampleIntervalMs: SAMPLE_INTERVAL_MS,
    };
    await writeFileAtomic(join(dir, 'flags.json'), `${JSON.stringify(applied.flags, null, 2)}\n`);
    await writeFileAtomic(join(dir, 'trial.json'), `${JSON.stringify(meta, null, 2)}\n`);
    return meta;
  } finally {
    await held.close();
    await sink.recordTo(null);
  }
}

async function applySettings(plan: PlannedTrial, context: TrialContext, scope: Scope): Promise<AppliedAudit> {
  const { unused, cluster, scenario } = context;
  context.unused = null;
  const same = unused !== null && JSON.stringify(unused) === JSON.stringify(plan.settings);
  if (same || cluster.settings === null) return cluster.started;
  return cluster.settings.apply({ [scenario.backend]: plan.settings }, scope.signal);
}

async function warmUp(
  plan: PlannedTrial,
  context: TrialContext,
  generator: LoadGenerator,
  scope: Scope,
): Promise<readonly PhaseSummary[]> {
  const indexes = context.scenario.load.phases.flatMap((phase, index) => (phase.measure ? [] : [index]));
  if (indexes.length === 0) return [];
  scope.progress.step(`${plan.id}: warm-up`);
  const { phases } = await raceAbort(
    generator.run(indexes, () => {}),
    scope.signal,
  );
  return phases;
}

async function reading(
  probe: Probe,
  mark: 'before' | 'after',
  writer: JsonLinesWriter,
  scope: Scope,
): Promise<readonly SampleRecord[]> {
  const samples = await probe.read(mark, scope.signal);
  for (const sample of samples) writer.write(sample);
  return samples;
}

function measuredPhase(summary: PhaseSummary, scenario: Scenario): MeasuredPhase {
  const phase = scenario.load.phases[summary.index];
  return { ...summary, name: phase?.name ?? '', measure: phase?.measure ?? true };
}

/** Boot events and ours at the ceiling, then the wait and some room. */
function pathBoundMs({ settings }: PlannedTrial): number {
  const ceiling = ceilingPerSecond(settings) ?? Number.POSITIVE_INFINITY;
  if (settings.mode !== 'batch') return 15_000;
  return ((BOOT_EVENTS + settings.maxBatchSize) / ceiling) * 1000 + settings.maxBatchWaitMs + 10_000;
}

/** Time until the token bucket is full again, at least a second of quiet. */
function refillMs({ settings }: PlannedTrial): number {
  if (settings.mode !== 'batch' || !settings.throttleEnabled) return 1000;
  return Math.max(1000, (settings.throttleBurst / settings.throttleQps) * 1000);
}

/** Rejects as soon as the signal does; the promise's own end is then the closing resource's business. */
async function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  promise.catch(() => {});
  return new Promise<T>((resolve, reject) => {
    const stop = (): void => reject(interrupted());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** What a trial holds, given back in reverse order whatever happens. */
class Held {
  readonly #resources: { close(): Promise<void> }[] = [];

  keep<R extends { close(): Promise<void> }>(resource: R): R {
    this.#resources.push(resource);
    return resource;
  }

  async close(): Promise<void> {
    for (const resource of this.#resources.splice(0).reverse()) await resource.close();
  }
}
