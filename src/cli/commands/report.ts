import { join } from 'node:path';
import type { CommandModule } from 'yargs';
import { badInput } from '../../core/errors.ts';
import type { RunResult, TrialResult } from '../../core/result.ts';
import { pathExists, writeFileAtomic } from '../../platform/files.ts';
import { clientScript } from '../../platform/package-info.ts';
import { makeReporters } from '../../report/reporters.ts';
import { analyseTrialDir } from '../../runner/analyse-dir.ts';
import { readRun } from '../read-run.ts';
import { writeIndex, writeReports } from '../write-report.ts';

const FORMATS = ['html', 'md', 'junit', 'csv', 'flags', 'json'] as const;

interface ReportArguments {
  readonly run: string;
  readonly reanalyse: boolean;
  readonly format: string;
}

/** Renders an old run again; with --reanalyse from its raw files. */
export const reportCommand: CommandModule<object, ReportArguments> = {
  command: 'report <run>',
  describe: 'render a run again',
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'run directory' })
      .option('reanalyse', { type: 'boolean', default: false, describe: 'analyse the raw files again first' })
      .option('format', {
        type: 'string',
        default: 'html,md,junit,csv,flags',
        describe: `comma-separated: ${FORMATS.join(', ')}`,
      }),
  async handler({ run, reanalyse, format }) {
    const wanted = format.split(',').map((name) => name.trim());
    const unknown = wanted.find((name) => !(FORMATS as readonly string[]).includes(name));
    if (unknown !== undefined) throw badInput(`--format: unknown format "${unknown}", known: ${FORMATS.join(', ')}`);
    let result = await readRun(run);
    if (reanalyse) {
      result = { ...result, trials: await reanalysed(result, run) };
      await writeFileAtomic(join(run, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
    }
    const reporters = makeReporters(clientScript()).filter(({ name }) => wanted.includes(name));
    for (const file of await writeReports(result, run, reporters)) console.log(file);
    if (wanted.includes('json')) console.log(join(run, 'result.json'));
    await writeIndex(run);
  },
};

/** Trials whose raw files are there are analysed again; failed ones and those without stay as they are. */
async function reanalysed(result: RunResult, run: string): Promise<readonly TrialResult[]> {
  const trials: TrialResult[] = [];
  for (const trial of result.trials) {
    const dir = join(run, 'trials', trial.id);
    trials.push((await pathExists(join(dir, 'trial.json'))) ? (await analyseTrialDir(dir)).result : trial);
  }
  return trials;
}
