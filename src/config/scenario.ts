import { AuditBenchError, type Problem } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import { batchDefaults } from '../core/kubernetes-defaults.ts';
import { OBJECTIVES, type ObjectiveName } from '../core/objectives.ts';
import type { FaultWindow } from '../core/receiver.ts';
import { settingsRefusals } from '../core/refusals.ts';
import type { OwnBackend } from '../core/own-backend.ts';
import type { CurrentSettings, Scenario, TuneSpec } from '../core/scenario.ts';
import type { AuditBackend } from '../core/settings.ts';
import { readCurrent } from './current.ts';
import { faultProblems, toWindow } from './fault-schema.ts';
import { toLoad } from './load-schema.ts';
import { readPolicySource, readVariantPolicies } from './policy/source.ts';
import { type BackendsInput, BOTH_BUFFERED_HINT, bothBuffered, readBackends, toLog } from './log-schema.ts';
import { givenKeys, ownBackendProblems } from './own-backend-problems.ts';
import { readOwnBackend } from './own-backend-schema.ts';
import { type ProbedLimits, readProbe } from './probe-limits.ts';
import { problemAt, sortProblems, zodProblems } from './problems.ts';
import { rolloutProblems, toRestarts } from './restart-schema.ts';
import { scenarioSchema, type ScenarioInput } from './scenario-schema.ts';
import { toSettings } from './settings-schema.ts';
import { shipperProblems, type ShipperSurroundings, toShipper } from './shipper-schema.ts';
import { expandVariants, refusalProblem, settingsKeyProblems } from './variants.ts';
import type { ReadText } from './read-text.ts';
import { readDocument } from './overrides.ts';
import type { YamlSource } from './yaml-document.ts';

/**
 * Reads a scenario file. `overrides` are `path=value` on top of the text.
 * Errors: AuditBenchError (exit 2) with every problem of the file, sorted by line.
 */
export async function parseScenario(
  text: string,
  file: string,
  overrides: readonly string[],
  readFile: ReadText,
): Promise<Scenario> {
  const files: Record<string, string> = {};
  const readText: ReadText = async (path, what) => {
    const read = await readFile(path, what);
    if (read !== undefined && (what === 'variant policy' || what === 'probe')) files[path] = read;
    return read;
  };
  const source = readDocument(text, file, overrides);
  const parsed = scenarioSchema.safeParse(source.value);
  const problems: Problem[] = parsed.success ? [] : [...zodProblems(source, parsed.error, scenarioSchema)];
  const raw = source.value as (BackendsInput & { readonly policy?: unknown; readonly policyReading?: unknown }) | null;
  const { backend, alongside, problems: backendProblems } = readBackends(raw ?? {}, source);
  problems.push(...backendProblems);
  const mode = raw?.policyReading === 'lenient' ? 'lenient' : 'strict';
  const policyInputs = { mode, source, readText } as const;
  const policy = await readPolicySource(raw?.policy ?? 'metadata', ['policy'], policyInputs);
  if ('problems' in policy) problems.push(...policy.problems);
  // Judged also when another part of the file is wrong: all problems at once.
  const readable = scenarioSchema.shape.variants.safeParse((raw as { variants?: unknown } | null)?.variants);
  const { policies, problems: policyProblems } = await readVariantPolicies(readable.data ?? [], policyInputs);
  problems.push(...policyProblems);
  const { variants, problems: variantProblems } = expandVariants(readable.data ?? [], backend, source, policies);
  problems.push(...variantProblems);
  const tuned = raw?.tune === undefined ? [] : [batchDefaults(backend)];
  const clash = bothBuffered(alongside, [...variants.map(({ settings }) => settings), ...tuned]);
  if (clash !== null) problems.push(problemAt(source, ['alongside', 'mode'], clash, BOTH_BUFFERED_HINT));
  const { probed, problems: probeProblems } = await readProbe(parsed.data?.tune?.limits.fromProbe, source, readText);
  problems.push(...probeProblems);
  const { current, problems: currentProblems } = await readCurrent(parsed.data?.current, backend, source, readText);
  problems.push(...currentProblems);
  const own = await readOwnBackend(parsed.data?.receiver ?? {}, source, readText);
  problems.push(...own.problems);
  if (parsed.success)
    problems.push(
      ...contentProblems(parsed.data, backend, source),
      ...rolloutProblems(parsed.data.apiserver, variants, parsed.data.tune !== undefined, source),
      ...ownBackendProblems(parsed.data, backend, source),
      ...shipperProblems(parsed.data.receiver.shipper, surroundingsOf(parsed.data, backend, source), source),
    );
  if (problems.length > 0 || !parsed.success || 'problems' in policy)
    throw new AuditBenchError(EXIT.badInput, sortProblems(problems));
  const input = parsed.data;
  const restarts = toRestarts(input.apiserver, variants);
  return {
    name: input.name,
    description: input.description,
    policy: policy.policy,
    backend,
    log: toLog(input.log),
    alongside,
    load: toLoad(input.load),
    receiver: toReceiver(input.receiver, own.backend),
    ...(restarts.length === 0 ? {} : { restarts }),
    current,
    variants,
    repeat: input.repeat ?? 1,
    objectives: toObjectives(input.objectives, input.receiver, own.backend),
    raw: input.raw,
    tune: input.tune === undefined ? null : toTune(input.tune, input, { backend, current, probed }),
    ...(Object.keys(files).length === 0 ? {} : { files }),
  };
}

function contentProblems(input: ScenarioInput, backend: AuditBackend, source: YamlSource): readonly Problem[] {
  const problems: Problem[] = [];
  if (input.variants.length === 0 && input.tune === undefined) {
    problems.push(problemAt(source, [], 'nothing to measure: neither "variants" nor "tune" is there'));
  }
  problems.push(...faultProblems(input.receiver.faults, source));
  if (input.current !== undefined && input.tune === undefined)
    problems.push(
      problemAt(source, ['current'], 'is judged where the scenario tunes, and there is no "tune"', 'add "tune: {}"'),
    );
  if (input.tune === undefined) return problems;
  if (input.tune.headroom < 1) {
    problems.push(
      problemAt(
        source,
        ['tune', 'headroom'],
        `must be at least 1, got ${input.tune.headroom}`,
        'below 1 the flags would be proved for less than the load',
      ),
    );
  }
  const outageMs = input.tune.survive?.receiverOutage;
  const concurrency = input.tune.limits.receiverConcurrency;
  const slowest = Math.min(...(input.tune.space.throttleQps ?? [1]));
  if (outageMs !== undefined && concurrency !== undefined && (outageMs / 1000) * slowest > concurrency) {
    problems.push(
      problemAt(
        source,
        ['tune', 'limits', 'receiverConcurrency'],
        `${concurrency} requests at once cannot survive an outage of ${outageMs / 1000} s: at ${slowest} batches/s ${Math.ceil((outageMs / 1000) * slowest)} wait in retries`,
        'raise the limit, or lower tune.survive.receiverOutage',
      ),
    );
  }
  if (input.tune.calibration !== undefined) {
    problems.push(...settingsKeyProblems(input.tune.calibration, source, ['tune', 'calibration']));
    const settings = toSettings(input.tune.calibration, backend);
    problems.push(
      ...settingsRefusals(settings, backend).map((refusal) => refusalProblem(source, ['tune', 'calibration'], refusal)),
    );
  }
  return problems;
}

function surroundingsOf({ log }: ScenarioInput, backend: Scenario['backend'], source: YamlSource): ShipperSurroundings {
  return {
    backend,
    log,
    receiverKeys: givenKeys(source, 'receiver'),
    objectiveKeys: givenKeys(source, 'objectives'),
  };
}

/** A fault begins with the measurement: before it the path to the receiver is proved. */
function toReceiver(
  { port = 0, latency, fault, faults, bodyLimit, shipper }: ScenarioInput['receiver'],
  backend: OwnBackend | null,
): Scenario['receiver'] {
  const windows = [...(fault === undefined ? [] : [wholeWindow(fault)]), ...faults.map(toWindow)];
  const limit = bodyLimit === undefined ? {} : { bodyLimitBytes: bodyLimit };
  return { port, plan: { latencyMs: latency, windows, ...limit }, backend, shipper: toShipper(shipper) };
}

function wholeWindow(fault: NonNullable<ScenarioInput['receiver']['fault']>): FaultWindow {
  const { kind, status, ratio, retryAfter = null } = fault;
  const what = kind === 'hang' ? { kind } : { kind, status, retryAfterSeconds: retryAfter };
  return { fromMs: 0, forMs: null, share: ratio, what };
}

/** That nothing is missing is asked for by default, and cannot be known of an external backend; nor may a shipper lose any. */
function toObjectives(
  given: ScenarioInput['objectives'],
  { shipper }: Pick<ScenarioInput['receiver'], 'shipper'>,
  backend: OwnBackend | null,
): Scenario['objectives'] {
  const input = shipper === undefined ? given : { shipperLost: 0, ...given };
  return (Object.keys(OBJECTIVES) as ObjectiveName[]).flatMap((name) => {
    const max = name === 'missing' && backend?.via === 'external' ? undefined : input[name];
    return max === undefined ? [] : [{ name, max }];
  });
}

interface TuneSurroundings {
  readonly backend: AuditBackend;
  readonly current: CurrentSettings;
  readonly probed: ProbedLimits;
}

/** Of the scenario: 3 verifying trials unless it sets `repeat`; what its receiver takes is a limit. */
function toTune(
  input: NonNullable<ScenarioInput['tune']>,
  { repeat, receiver }: Pick<ScenarioInput, 'repeat' | 'receiver'>,
  { backend, current, probed }: TuneSurroundings,
): TuneSpec {
  const { limits, space } = input;
  return {
    repeat: repeat ?? 3,
    headroom: input.headroom,
    limits: {
      bufferMemoryBytes: limits.bufferMemory ?? null,
      receiverRequestsPerSecond: limits.receiverRequestsPerSecond ?? probed?.batchesPerSecond ?? null,
      receiverConcurrency: limits.receiverConcurrency ?? probed?.concurrency ?? null,
      bodyBytes: limits.bodySize ?? receiver.bodyLimit ?? null,
      eventBytes: limits.eventSize ?? null,
      deliveryLagMs: limits.deliveryLag ?? null,
      shutdownDrainMs: limits.shutdownDrain ?? null,
    },
    surviveReceiverOutageMs: input.survive?.receiverOutage ?? null,
    allowBlocking: input.allowBlocking,
    maxTrials: input.maxTrials,
    calibration:
      input.calibration !== undefined
        ? toSettings(input.calibration, backend)
        : current.settings.mode === 'batch'
          ? current.settings
          : batchDefaults(backend),
    space: {
      maxBatchSize: space.maxBatchSize ?? null,
      throttleQps: space.throttleQps ?? null,
      throttleBurst: space.throttleBurst ?? null,
      maxBatchWaitMs: space.maxBatchWait ?? null,
    },
  };
}
