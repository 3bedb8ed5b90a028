import { type FlagsText, manifestFlags, parseFlagsText } from '../../config/flags.ts';
import { badInput } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { flagArguments, settingsToFlags } from '../../core/flags.ts';
import { intendedCount } from '../../core/intended-times.ts';
import { shellLine } from '../../core/shell-line.ts';
import { formatCount, parseDurationMs, parseRatePerSecond } from '../../core/units.ts';
import { simulateFlags } from '../../tuning/simulated-flags.ts';
import { simulateScenario } from '../../tuning/simulated.ts';
import { awaySentence, flagsLines } from '../../tuning/words/simulated-flags.ts';
import { isSafe, SIMULATED_LABEL, simulatedSentence, tunedLines } from '../../tuning/words/simulated.ts';
import { simulateAuditLog } from '../simulate-audit-log.ts';
import type { Telling } from '../progress/run-progress.ts';
import { withStandingLine } from '../progress/slow-progress.ts';
import { loadScenario, readUserFile } from '../load-files.ts';
import { LENIENT_POLICY, overridesOf } from '../lenient-policy.ts';
import type { Command } from './command.ts';
import { say } from '../output.ts';

interface SimulateArguments extends Telling {
  readonly scenario?: string;
  readonly flags?: string;
  readonly manifest?: string;
  readonly rate?: string;
  readonly burst?: number;
  readonly duration?: string;
  readonly apiservers: number;
  readonly seed: number;
  readonly set: readonly string[];
  readonly lenientPolicy: boolean;
  readonly auditLog: readonly string[];
  readonly headroom: number;
  readonly large: boolean;
  readonly json: boolean;
}

export const simulateCommand: Command<SimulateArguments> = {
  builder: (yargs) =>
    yargs
      .positional('scenario', { type: 'string', describe: 'scenario file, or the name of a shipped one' })
      .option('flags', { type: 'string', describe: 'a command line of kube-apiserver, instead of a scenario' })
      .option('manifest', {
        type: 'string',
        describe: 'a file with such flags: static pod, kubeadm, kind, RKE2, Talos …',
      })
      .option('audit-log', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'recorded audit logs as the load: files, folders or patterns, .gz too',
      })
      .option('headroom', {
        type: 'number',
        default: 1.5,
        describe: 'the recorded load is multiplied by it, beside --audit-log',
      })
      .option('rate', {
        type: 'string',
        describe:
          "audit events per second beside --flags, such as 800/s; a Poisson process; alone, for Kubernetes' defaults",
      })
      .option('burst', { type: 'number', describe: 'events that come at once on top, beside --flags' })
      .option('duration', { type: 'string', describe: 'how long --rate lasts; without it, for ever' })
      .option('apiservers', { type: 'number', default: 1, describe: 'API servers that share the load' })
      .option('seed', { type: 'number', default: 1, describe: 'of the Poisson process' })
      .option('lenient-policy', LENIENT_POLICY)
      .option('set', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'override a value: path=value',
      })
      .option('large', { type: 'boolean', default: false, describe: 'allow more events than a few million' })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' }) as never,
  async handler(args) {
    if (args.auditLog.length > 0) return simulateAuditLog(args);
    requireOneQuestion(args);
    if (!Number.isInteger(args.apiservers) || args.apiservers < 1)
      throw badInput(`--apiservers: expected a whole number from 1, got ${args.apiservers}`);
    const lines = args.scenario === undefined ? fromFlags(args, await givenFlags(args)) : await fromScenario(args);
    if (!args.json) for (const line of lines) say(line);
  },
};

/** A rate with nothing beside it asks about Kubernetes' defaults. */
function requireOneQuestion({ scenario, flags, manifest, rate }: SimulateArguments): void {
  const given = [scenario, flags, manifest].filter((source) => source !== undefined).length;
  if (given > 1 || (given === 0 && rate === undefined))
    throw badInput(
      'simulate needs either a scenario file, --flags, --manifest or --audit-log',
      "with --rate alone it answers for Kubernetes' defaults",
    );
  if (scenario !== undefined && rate !== undefined)
    throw badInput('--rate has no meaning beside a scenario', 'its load has rates of its own: --set load.phases=…');
}

/** An answer in some seconds and some hundred MiB; of flags more costs time alone. */
const MOST_SIMULATED = 5_000_000;

async function fromScenario(args: SimulateArguments): Promise<readonly string[]> {
  const { scenario } = await loadScenario(args.scenario ?? '', overridesOf(args));
  const { load: spec, tune } = scenario;
  if (spec.replay !== undefined)
    throw badInput(
      'load.replay: the model plays a record itself',
      `audit-bench simulate --audit-log ${shellLine(spec.replay.auditLog)}`,
    );
  if (scenario.backend === 'log' && tune !== null)
    throw badInput(
      `${args.scenario ?? ''} is about the log backend, which the model cannot judge: its buffer empties as fast as the disk takes events`,
      'measure it: audit-bench run',
    );
  const requests = spec.phases.reduce((sum, phase) => sum + intendedCount(phase, tune?.headroom ?? 1), 0);
  refuseAboveBound(requests, args.large);
  const { load, variants, unbuffered, tuned } = withStandingLine(
    process.stderr,
    args,
    `playing ${formatCount(requests)} requests through the model …`,
    () => simulateScenario(scenario, args.apiservers),
  );
  const answer = tuned?.decision.candidate?.settings ?? null;
  if (args.json) {
    const recommended = tuned?.decision.kept === true ? tuned.current : (tuned?.recommended ?? null);
    const { decision, costs = null, defaults = null, docsRule = null, curve = null } = tuned ?? {};
    const kept = decision?.kept ?? null;
    const refusals = decision?.outcome?.refusals ?? [];
    const current = tuned?.current ?? null;
    const shown = { variants, unbuffered, kept, current, recommended, costs, defaults, docsRule, curve, refusals };
    console.log(JSON.stringify({ simulated: true, allAtOnce: load.allAtOnce, ...shown }, null, 2));
  }
  process.exitCode = answer !== null || variants.some(isSafe) ? EXIT.ok : EXIT.objectiveMissed;
  return [
    SIMULATED_LABEL,
    ...(load.allAtOnce
      ? ['A burst has no measured rate here: all its events arrive at once (give it an assumeRate).']
      : []),
    ...(scenario.restarts === undefined
      ? []
      : ['Restarts of API servers (apiserver.faults) are not played here: what follows is without them.']),
    ...(tuned === null ? [] : ['', ...tunedLines(tuned)]),
    ...(answer === null || tuned?.decision.kept === true
      ? []
      : ['', flagArguments(settingsToFlags(answer, 'webhook')).join('\n')]),
    ...unbuffered.map(
      ({ name, mode }) =>
        `${name}: NOT JUDGED: mode ${mode} has no buffer; nothing is dropped while the receiver answers, and every request waits for it.`,
    ),
    ...(variants.length === 0
      ? []
      : ['', ...variants.flatMap((entry) => [simulatedSentence(entry), awaySentence(entry)])]),
  ];
}

async function givenFlags({ flags, manifest }: SimulateArguments): Promise<FlagsText> {
  return manifest === undefined ? parseFlagsText(flags ?? '') : manifestFlags(await readUserFile(manifest), manifest);
}

function fromFlags(args: SimulateArguments, { settings, notes, backend }: FlagsText): readonly string[] {
  if (backend === 'log')
    throw badInput(
      'these flags are of the log backend, which the model cannot judge: its buffer empties as fast as the disk takes events',
      'measure it, or name the flags of the webhook',
    );
  const ratePerSecond = readRate(args.rate);
  const durationMs = args.duration === undefined ? null : readDuration(args.duration);
  const burst = readBurst(args.burst ?? 0);
  // Only one of the API servers is played.
  const { apiservers } = args;
  refuseAboveBound(((ratePerSecond * (durationMs ?? 0)) / 1000 + burst) / apiservers, args.large);
  const answer = simulateFlags({
    name: args.flags === undefined && args.manifest === undefined ? "Kubernetes' defaults" : 'your flags',
    settings,
    ratePerSecond,
    durationMs,
    burst,
    apiservers,
    seed: args.seed,
  });
  if (args.json) console.log(JSON.stringify({ simulated: true, ...answer, notes }, null, 2));
  process.exitCode = answer.safe ? EXIT.ok : EXIT.objectiveMissed;
  const each =
    apiservers === 1
      ? []
      : [
          `Each of ${apiservers} API servers gets an even share, ${formatCount(ratePerSecond / apiservers)} events/s: what follows is one of them.`,
        ];
  return [SIMULATED_LABEL, ...notes.map((note) => `Note: ${note}.`), ...each, '', ...flagsLines(answer)];
}

/** Errors: AuditBenchError (exit 2) for more events than a model should be asked for without saying that it is meant. */
function refuseAboveBound(events: number, large: boolean): void {
  if (large || events <= MOST_SIMULATED) return;
  throw badInput(
    `this would simulate ${formatCount(events)} events, at most ${formatCount(MOST_SIMULATED)}`,
    'make rate, duration, burst or headroom smaller; or give --large where it is meant',
  );
}

function readRate(text: string | undefined): number {
  const ratePerSecond = parseRatePerSecond(text ?? '');
  if (ratePerSecond === undefined)
    throw badInput(`--rate: expected a rate such as "800/s", got ${text === undefined ? 'nothing' : `"${text}"`}`);
  if (!Number.isFinite(ratePerSecond)) throw badInput('--rate: is too large');
  if (ratePerSecond <= 0) throw badInput(`--rate: must be above 0, got "${text ?? ''}"`);
  return ratePerSecond;
}

function readDuration(text: string): number {
  const durationMs = parseDurationMs(text);
  if (durationMs === undefined || durationMs === 0 || !Number.isFinite(durationMs))
    throw badInput(`--duration: expected a duration such as "60s", got "${text}"`);
  return durationMs;
}

function readBurst(burst: number): number {
  if (!Number.isInteger(burst) || burst < 0) throw badInput(`--burst: expected a whole number from 0, got ${burst}`);
  return burst;
}
