import { join } from 'node:path';
import { type NamedFile, NOT_KEPT } from '../../config/read-text.ts';
import { parseScenario } from '../../config/scenario.ts';
import { badInput } from '../../core/errors.ts';
import type { RunInputs, RunResult } from '../../core/result.ts';
import { clientScript } from '../../platform/package-info.ts';
import { refuseWhileHeld } from '../../platform/run-lock.ts';
import { makeReporters } from '../../report/reporters.ts';
import { reanalyseRun } from '../../runner/reanalyse.ts';
import { writeResult } from '../../runner/run-files.ts';
import { wireStrategy } from '../../wiring.ts';
import type { Telling } from '../progress/run-progress.ts';
import { slowProgress } from '../progress/slow-progress.ts';
import { findRun, RUN_NAME } from '../find-run.ts';
import { readRun } from '../read-run.ts';
import { note } from '../output.ts';
import { writeIndex, writeReports } from '../write-report.ts';
import type { Command } from './command.ts';

const FORMATS = ['html', 'md', 'junit', 'csv', 'flags', 'json'] as const;

interface ReportArguments extends Telling {
  readonly run: string;
  readonly reanalyse: boolean;
  readonly format: string;
}

/** Renders an old run again; with --reanalyse from its raw files. */
export const reportCommand: Command<ReportArguments> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: RUN_NAME })
      .option('reanalyse', { type: 'boolean', default: false, describe: 'analyse the raw files again first' })
      .option('format', {
        type: 'string',
        default: 'html,md,junit,csv,flags',
        describe: `comma-separated: ${FORMATS.join(', ')}`,
      }) as never,
  async handler({ run: name, reanalyse, format, ...telling }) {
    const run = await findRun(name);
    const wanted = format.split(',').map((name) => name.trim());
    const unknown = wanted.find((name) => !(FORMATS as readonly string[]).includes(name));
    if (unknown !== undefined) throw badInput(`--format: unknown format "${unknown}", known: ${FORMATS.join(', ')}`);
    let result = await readRun(run);
    if (reanalyse) {
      await refuseWhileHeld(run);
      result = await reanalysed(result, run, telling);
      await writeResult(run, result);
    }
    const reporters = makeReporters(clientScript()).filter(({ name }) => wanted.includes(name));
    for (const file of await writeReports(result, run, reporters)) console.log(file);
    if (wanted.includes('json')) console.log(join(run, 'result.json'));
    await writeIndex(run);
  },
};

/** A file as the run keeps it. */
function keptText({ policyText, manifestText, files }: RunInputs, path: string, what: NamedFile): string | undefined {
  if (what === 'policy') return policyText;
  if (what === 'manifest') return manifestText;
  return what === 'backend' ? NOT_KEPT : files?.[path];
}

/** From the raw files, by the scenario as it was measured: its file, and the policy's, may be gone or another by now. */
async function reanalysed(old: RunResult, run: string, telling: Telling): Promise<RunResult> {
  const { scenarioText, overrides } = old.inputs;
  const place = `${join(run, 'result.json')} (inputs.scenarioText)`;
  const scenario = await parseScenario(scenarioText, place, overrides, async (path, what) =>
    keptText(old.inputs, path, what),
  );
  const progress = slowProgress(process.stderr, telling);
  const strategy = wireStrategy(scenario, old.cluster.emulated);
  const { result, notes } = await reanalyseRun(old, run, scenario, strategy, (number) =>
    progress.tell(`analysing trial ${number} of ${old.trials.length}`),
  ).finally(() => progress.stop());
  for (const line of notes) note(line);
  return result;
}
