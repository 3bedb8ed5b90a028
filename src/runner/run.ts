import { join } from 'node:path';
import { keepRecords } from './analyse-dir.ts';
import { analyseMeasured } from './analyse-measured.ts';
import type { Cluster } from '../clusters/provider.ts';
import { AuditBenchError, badInput, messageOf } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import type { ClusterSpec } from '../core/cluster-spec.ts';
import type { ClusterInfo, RunInputs, RunResult, TrialResult } from '../core/result.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Scope } from '../core/scope.ts';
import type { AuditRoute, AuditTarget } from '../core/target.ts';
import type { Sink, SinkDriver } from '../sinks/sink.ts';
import type { TrialEvidence } from '../tuning/strategy.ts';
import { backendSettings } from './backends.ts';
import { failedTrial } from './failed-trial.ts';
import { type Filler, findFiller } from './trial/filler.ts';
import type { Drivers } from './drivers.ts';
import { keepTrial, paidFor } from './kept-trial.ts';
import { planTrials, type PlannedTrial, settingsOf, uniqueSlug } from './plan.ts';
import { restartRefusal } from './restart-refusal.ts';
import { growthWords, memoryUntil } from './memory-until.ts';
import { makeTrialDir, writeResult } from './run-files.ts';
import { type RunHead, runHead } from './run-head.ts';
import { measureTrial } from './trial/measure-trial.ts';
import type { TrialContext } from './trial/rig.ts';
import { judgeRun } from './verdict.ts';

/** Where no events are seen no path is proved. */
const UNUSED_FILLER: Filler = { path: '/version', events: 0 };

export interface RunOptions {
  readonly scenario: Scenario;
  readonly cluster: ClusterSpec;
  /** Where both came from, for whoever repeats the run. */
  readonly inputs: RunInputs;
  /** Trials that an interrupted run has already paid for; default: none. */
  readonly kept?: readonly TrialResult[];
}

/**
 * Runs a scenario: opens the sink, starts the cluster, measures every trial and whatever the strategy asks for, and
 * rewrites result.json after each. A failed trial does not end the run.
 * Errors: AuditBenchError (exit 2 to 4) before anything was measured; an interruption is a result with that status.
 */
export async function runScenario(options: RunOptions, drivers: Drivers, scope: Scope): Promise<RunResult> {
  const { scenario } = options;
  const policies = [scenario.policy, ...scenario.variants.flatMap(({ policy }) => policy ?? [])];
  const fillers = policies.map(({ policy }) => findFiller(scenario.load, policy, 'audit-bench'));
  const { capabilities } = drivers.provider;
  const filler = fillers[0] ?? UNUSED_FILLER;
  if (capabilities.events === 'every API server' && fillers.includes(null)) {
    throw badInput(
      `policy ${policies[fillers.indexOf(null)]?.label ?? ''}: audits none of the requests that could prove the path for user "${scenario.load.identity.user}"`,
      'add a rule that audits a GET of the load, or change load.identity',
    );
  }
  if (
    capabilities.events !== 'none' &&
    capabilities.logFolders === 'none' &&
    (scenario.backend === 'log' || scenario.alongside !== null)
  ) {
    throw badInput(
      `backend: the audit logs of ${options.cluster.name} cannot be read from here`,
      'measure the webhook backend, or choose a cluster that audit-bench starts itself',
    );
  }
  const refusal = restartRefusal(scenario, options.cluster, capabilities);
  if (refusal !== null) throw refusal;
  const head = runHead({ ...options, emulated: capabilities.emulated }, scope);
  const wanted = settingsOf(scenario).map((settings) => backendSettings(scenario, settings));
  const problems = await drivers.provider.preflight(scope, {
    settings: wanted,
    policies: policies.map(({ policy }) => policy),
    load: scenario.load,
  });
  if (problems.length > 0) throw new AuditBenchError(EXIT.missingTool, problems);
  const held: { close(): Promise<void> }[] = [];
  try {
    const { log: places, ...addresses } = await drivers.provider.prepare(scope);
    const { port, backend: ownBackend, shipper } = scenario.receiver;
    const log = { ...places, spec: scenario.log };
    const sinkOptions = { ...addresses, log, port, ownBackend, shipper, seed: options.inputs.seed };
    const targets: Record<string, AuditTarget> = {};
    const openSink = async (driver: SinkDriver): Promise<Sink> => {
      const opened = await driver.open(sinkOptions, scope);
      held.push(opened);
      targets[opened.target.backend] = opened.target;
      return opened;
    };
    const sink = await openSink(drivers.sink);
    if (drivers.alongside !== null) await openSink(drivers.alongside);
    const planned = planTrials(scenario)[0];
    const { text: policyText, policy } = planned?.policy ?? scenario.policy;
    const route: AuditRoute = { policyText, policy, targets };
    scope.progress.step(`starting ${options.cluster.name}`);
    const first = planned?.settings ?? scenario.tune?.calibration;
    if (first === undefined) throw badInput('nothing to measure');
    const own = { route, settings: backendSettings(scenario, first) };
    const cluster = await drivers.provider.start(capabilities.settings === 'changed' ? own : 'as it is', scope);
    held.push(cluster);
    const context: TrialContext = {
      scenario,
      drivers,
      cluster,
      sink,
      filler,
      seed: options.inputs.seed,
      receiverHost: addresses.receiverHost,
      unused: { settings: own.settings, policyText },
    };
    return await measureAll(head, options, context, scope);
  } finally {
    for (const resource of held.reverse()) await resource.close();
  }
}

async function measureAll(head: RunHead, options: RunOptions, context: TrialContext, scope: Scope): Promise<RunResult> {
  const cluster: ClusterInfo = {
    ...head.cluster,
    kubernetesVersion: context.cluster.kubernetesVersion,
    origin: context.cluster.origin,
    instances: context.cluster.api.instances.map(({ name }) => name),
  };
  const history: TrialEvidence[] = [];
  const kept = new Map((options.kept ?? []).map((trial) => [trial.id, trial]));
  let result: RunResult = {
    ...head,
    cluster,
    status: 'running',
    finishedAt: null,
    trials: paidFor([], kept),
    recommendation: null,
    verdict: null,
  };
  const measured = (): readonly TrialResult[] => history.map((entry) => entry.result);
  const save = async (changes: Partial<RunResult>): Promise<void> => {
    result = { ...result, ...changes };
    await writeResult(scope.runDir, result);
  };
  const take = async (plan: PlannedTrial): Promise<void> => {
    const evidence = await resumeOrMeasure(plan, kept, context, scope);
    history.push(evidence);
    await save({ trials: paidFor(measured(), kept) });
  };
  try {
    await save({});
    for (const plan of planTrials(options.scenario)) {
      await take(plan);
      for (const again of againIfInDoubt(plan, history, scope)) await take(again);
    }
    const recommendation = await followStrategy(context, history, take);
    await save({ recommendation, trials: measured() });
    await save({ status: 'complete', finishedAt: isoNow(scope), verdict: judgeRun(result, options.scenario) });
  } catch (error) {
    if (!scope.signal.aborted) throw error;
    const verdict = {
      exitCode: EXIT.interrupted,
      sentence: interruptedSentence(result.trials.length),
    };
    await save({ status: 'interrupted', finishedAt: isoNow(scope), verdict });
  }
  return result;
}

/** A trial in doubt is measured again, twice at most: the machine may be quieter by then. All of them are kept. */
function* againIfInDoubt(plan: PlannedTrial, history: readonly TrialEvidence[], scope: Scope): Generator<PlannedTrial> {
  for (const suffix of ['again', 'once-more']) {
    const last = history.at(-1)?.result;
    if (last === undefined || last.error !== null || last.trusted) return;
    scope.progress.note(
      `${last.id}: in doubt (${last.doubts.map(({ sentence }) => sentence).join('; ')}), measured again`,
    );
    yield { ...plan, id: `${plan.id}-${suffix}` };
  }
}

async function followStrategy(
  context: TrialContext,
  history: readonly TrialEvidence[],
  take: (plan: PlannedTrial) => Promise<void>,
): Promise<RunResult['recommendation']> {
  const { strategy } = context.drivers;
  if (strategy === null) return null;
  const taken = new Set(history.map(({ result }) => result.id));
  for (;;) {
    const step = strategy.next(history);
    if (step.kind === 'done') return step.recommendation;
    const { trial } = step;
    const repeat =
      history.filter(({ result }) => result.variant === trial.name && result.load.multiple === trial.multiple).length +
      1;
    const id = uniqueSlug(`${trial.name}${trial.multiple === 1 ? '' : `-${trial.multiple}x`}-${repeat}`, taken);
    await take({ ...trial, id, variant: trial.name, repeat });
  }
}

function interruptedSentence(trials: number): string {
  if (trials === 0) return 'Interrupted before a trial was over.';
  return `Interrupted after ${trials} ${trials === 1 ? 'trial; it is' : 'trials; they are'} kept.`;
}

async function resumeOrMeasure(
  plan: PlannedTrial,
  kept: ReadonlyMap<string, TrialResult>,
  context: TrialContext,
  scope: Scope,
): Promise<TrialEvidence> {
  const old = kept.get(plan.id);
  const dir = join(scope.runDir, 'trials', plan.id);
  const startedMs = scope.clock.nowMs();
  const arrivals = context.drivers.strategy === null ? 'not wanted' : 'wanted';
  const analyse = (): ReturnType<typeof analyseMeasured> => analyseMeasured(dir, arrivals, scope);
  scope.progress.trial(plan.id);
  if (old !== undefined) {
    const keptTrial = await keepTrial({ old, plan, dir, analyse }, context.scenario);
    const isKept = typeof keptTrial !== 'string';
    scope.progress.note(`${plan.id}: ${isKept ? 'kept from the interrupted run' : `measured again: ${keptTrial}`}`);
    if (isKept) return keptTrial;
  }
  try {
    await makeTrialDir(dir);
    await measureTrial(plan, context, dir, scope);
    scope.progress.step(`${plan.id}: analysing`);
    const analysed = await analyse();
    await keepRecords(dir, context.scenario.raw);
    return { ...analysed, durationMs: scope.clock.nowMs() - startedMs };
  } catch (error) {
    if (scope.signal.aborted) throw error;
    const memory = await memoryUntil(dir);
    const why = `${messageOf(error)}${memory === null ? '' : growthWords(memory)}`;
    scope.progress.note(`${plan.id}: failed: ${why}`);
    const result = failedTrial(plan, context, new Date(startedMs).toISOString(), why, memory);
    return { result, arrivals: null, durationMs: scope.clock.nowMs() - startedMs };
  } finally {
    await collectLogs(context.cluster, dir);
  }
}

async function collectLogs(cluster: Cluster, dir: string): Promise<void> {
  await cluster.collectLogs(join(dir, 'logs')).catch(() => {});
}

function isoNow(scope: Scope): string {
  return new Date(scope.clock.nowMs()).toISOString();
}
