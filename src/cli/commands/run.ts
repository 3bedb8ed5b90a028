import { join, resolve } from 'node:path';
import pc from 'picocolors';
import type { ClusterSpec } from '../../core/cluster-spec.ts';
import { badInput } from '../../core/errors.ts';
import { aboveBounds, type Estimate, estimate } from '../../core/estimate.ts';
import { EXIT } from '../../core/exit-codes.ts';
import type { RunInputs, RunResult } from '../../core/result.ts';
import { shellLine } from '../../core/shell-line.ts';
import { epochMs } from '../../platform/clock.ts';
import { leftoverDirs } from '../../platform/own-dirs.ts';
import { makeRunDir } from '../../platform/run-dir.ts';
import { lockRunDir } from '../../platform/run-lock.ts';
import { realScope } from '../../platform/run-scope.ts';
import { runScenario } from '../../runner/run.ts';
import { wire } from '../../wiring.ts';
import { readBusyness } from '../../platform/environment.ts';
import { busyWarning } from '../busy-machine.ts';
import { type ClosingLine, closingLines } from '../closing-lines.ts';
import { type LoadedCluster, loadCluster, loadScenario, type LoadedScenario } from '../load-files.ts';
import { nextCommand } from '../next-command.ts';
import { makeProgress, type Telling, tellingFirst } from '../progress/run-progress.ts';
import { planSentence } from '../plan-sentence.ts';
import { readKept } from '../resume.ts';
import { note } from '../output.ts';
import { cleanText, sentence } from '../terminal.ts';
import { answerLines } from '../answer-lines.ts';
import { runTables } from '../run-tables.ts';
import { trialTable } from '../table.ts';
import { watchRun } from '../watch/watch-run.ts';
import { writeIndex, writeReports } from '../write-report.ts';
import { withInterrupt } from '../interrupt.ts';
import { scenarioOnExisting } from '../existing-scenario.ts';
import { leftoverSentence } from './gc.ts';
import { LENIENT_POLICY, overridesOf } from '../lenient-policy.ts';
import type { Command } from './command.ts';

interface RunArguments extends Telling {
  readonly scenario: string;
  readonly cluster?: string;
  readonly out?: string;
  readonly assets?: string;
  readonly set: readonly string[];
  readonly lenientPolicy: boolean;
  readonly seed?: number;
  readonly json: boolean;
  readonly keep: boolean;
  readonly yesLoadThisCluster: boolean;
  readonly resume: boolean;
  readonly large: boolean;
  readonly watchPort?: number;
}

export const runCommand: Command<RunArguments> = {
  builder: (yargs) =>
    yargs
      .positional('scenario', {
        type: 'string',
        demandOption: true,
        describe: 'scenario file, or the name of a shipped one',
      })
      .option('cluster', {
        type: 'string',
        describe: 'cluster file or name: local, kind … (default: the embedded, emulated API server)',
      })
      .option('out', { type: 'string', describe: 'run directory, absent or empty (default: a new one under reports/)' })
      .option('resume', { type: 'boolean', default: false, describe: 'go on with the interrupted run in --out' })
      .option('assets', { type: 'string', describe: 'folder with etcd and kube-apiserver' })
      .option('lenient-policy', LENIENT_POLICY)
      .option('set', {
        type: 'string',
        array: true,
        default: [],
        requiresArg: true,
        describe: 'override a value: path=value',
      })
      .option('seed', { type: 'number', describe: 'seed of the request mix and of faults (default: 1)' })
      .option('large', { type: 'boolean', default: false, describe: 'allow a run above the bounds of time and size' })
      .option('watch-port', {
        type: 'number',
        describe: 'the page while it runs, and Prometheus metrics, on this port of 127.0.0.1',
      })
      .option('yes-load-this-cluster', {
        type: 'boolean',
        default: false,
        describe: 'send load from, or to, a cluster that is not on this machine',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print result.json on stdout instead of the table' })
      .option('keep', { type: 'boolean', default: false, describe: 'leave the cluster running' }) as never,
  async handler(args) {
    const fromFile = await loadScenario(args.scenario, overridesOf(args));
    const cluster = await loadCluster(args.cluster);
    const { loaded, notes } = await fitToCluster(fromFile, cluster, args);
    const seed = checkedSeed(args.seed);
    const inputs = inputsOf(loaded, cluster, overridesOf(args), seed);
    const startedMs = epochMs();
    const runDir = resolve(args.out ?? defaultRunDir(startedMs, loaded, cluster));
    const costs = estimate(loaded.scenario, cluster.spec.provider);
    if (!args.large) refuseAboveBounds(costs);
    if (args.resume) await readKept(runDir, inputs);
    else await makeRunDir(runDir);
    const lock = await lockRunDir(runDir);
    try {
      await runLocked(args, { loaded, cluster, seed, inputs, startedMs, runDir, costs, notes });
    } finally {
      await lock.close();
    }
  },
};

interface PreparedRun {
  readonly loaded: LoadedScenario;
  readonly cluster: LoadedCluster;
  readonly seed: number;
  readonly inputs: RunInputs;
  readonly startedMs: number;
  readonly runDir: string;
  readonly costs: Estimate;
  /** How the scenario was changed for the cluster. */
  readonly notes: readonly string[];
}

/** On a cluster of the user's only what it is like can be measured, and no more sent than it may get. */
async function fitToCluster(
  loaded: LoadedScenario,
  { spec }: LoadedCluster,
  { yesLoadThisCluster }: RunArguments,
): Promise<Pick<PreparedRun, 'loaded' | 'notes'>> {
  if (spec.provider !== 'existing') return { loaded, notes: [] };
  const consent = yesLoadThisCluster ? 'given' : 'not given';
  const { scenario, notes } = await withInterrupt((signal) =>
    scenarioOnExisting(loaded.scenario, spec, consent, signal),
  );
  return { loaded: { ...loaded, scenario }, notes };
}

async function runLocked(
  args: RunArguments,
  { loaded, cluster, seed, inputs, startedMs, runDir, costs, notes }: PreparedRun,
): Promise<void> {
  const kept = args.resume ? await readKept(runDir, inputs) : undefined;
  const spec = withImage(cluster.spec);
  if (spec.provider === 'embedded' && !args.json && !args.quiet) console.log(pc.yellow(sentence(EMULATED_NOTICE)));
  const drivers = wire(loaded.scenario, spec, {
    assetsDir: args.assets ?? null,
    environment: process.env,
    keep: args.keep,
    consent: args.yesLoadThisCluster ? 'given' : 'not given',
  });
  const options = { scenario: loaded.scenario, cluster: spec, inputs, kept: kept?.trials ?? [] };
  const told = [
    planSentence(loaded.scenario, costs),
    ...notes,
    busyWarning(await readBusyness()),
    leftoverSentence(await leftoverDirs()),
  ];
  const made = tellingFirst(makeProgress(process.stderr, args, costs), told);
  const watch = args.watchPort === undefined ? null : await watchRun(args.watchPort, runDir, made);
  const progress = watch?.progress ?? made;
  if (watch !== null) progress.note(`Watch it on http://127.0.0.1:${watch.server.port}/, metrics on /metrics`);
  // Drawn over by the lines of a run it would not be seen.
  const tell = args.quiet ? undefined : (text: string): void => progress.note(text);
  const result = await withInterrupt(async (signal) => {
    try {
      const scope = realScope({ signal, seed: seed + Math.floor(startedMs), progress, runDir });
      return await runScenario(options, drivers, scope);
    } finally {
      progress.stop();
      await watch?.server.close();
    }
  }, tell);
  await writeReports(result, runDir, drivers.reporters);
  await writeIndex(runDir);
  show(result, runDir, args.json);
  if (!args.json) for (const line of await answerLines(result, runDir, loaded.scenario.load)) note(line);
  process.exitCode = result.verdict?.exitCode ?? EXIT.ok;
}

const EMULATED_NOTICE =
  'EMULATED: this run uses a stand-in, not a real kube-apiserver. For the real one: audit-bench assets install, then add --cluster local\n';

function inputsOf(
  loaded: LoadedScenario,
  cluster: LoadedCluster,
  overrides: readonly string[],
  seed: number,
): RunInputs {
  return {
    scenarioFile: loaded.file,
    scenarioText: loaded.text,
    clusterFile: cluster.file,
    clusterText: cluster.text,
    policyText: loaded.scenario.policy.text,
    ...(loaded.scenario.current.manifestText === undefined
      ? {}
      : { manifestText: loaded.scenario.current.manifestText }),
    ...(loaded.scenario.files === undefined ? {} : { files: loaded.scenario.files }),
    overrides,
    seed,
    command: shellLine(['audit-bench', ...process.argv.slice(2)]),
  };
}

function show(result: RunResult, runDir: string, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(result, null, 2));
    return;
  }
  // Apart from what was told while it ran, which goes to the same screen.
  if (process.stderr.isTTY) console.log('');
  console.log(trialTable(result) + runTables(result));
  for (const { text, as } of closingLines(result)) console.log(LOOKS[as](sentence(cleanText(text))));
  console.log(`\nPage: ${join(runDir, 'report.html')}\n${sentence(cleanText(`Next: ${nextCommand(result, runDir)}`))}`);
}

const LOOKS: Readonly<Record<ClosingLine['as'], (text: string) => string>> = {
  headline: pc.bold,
  doubt: pc.yellow,
  failure: pc.red,
  caveat: pc.yellow,
  plain: (text) => text,
};

/** Errors: AuditBenchError (exit 2) with everything that is more than anybody would mean without saying so. */
function refuseAboveBounds(costs: Estimate): void {
  const above = aboveBounds(costs);
  if (above.length === 0) return;
  throw badInput(
    `this run would take ${above.join('; ')}`,
    'make the load, the variants or "repeat" smaller; or give --large where it is meant',
  );
}

function checkedSeed(seed: number | undefined): number {
  if (seed === undefined) return 1;
  if (Number.isInteger(seed) && seed >= 0) return seed;
  throw badInput(`--seed: expected a whole number from 0, got ${seed}`);
}

function defaultRunDir(startedMs: number, { scenario }: LoadedScenario, { spec }: LoadedCluster): string {
  const stamp = new Date(startedMs).toISOString().replace(/[-:]/g, '').replace(/\.\d+/, '');
  return join('reports', `${stamp}-${scenario.name}-${spec.name}`);
}

/** AUDIT_BENCH_KIND_IMAGE overrides the node image of kind. */
function withImage(spec: ClusterSpec): ClusterSpec {
  const image = process.env['AUDIT_BENCH_KIND_IMAGE'];
  return spec.provider === 'kind' && image !== undefined && image !== '' ? { ...spec, image } : spec;
}
