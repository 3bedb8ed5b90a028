import { badInput } from '../../core/errors.ts';
import { FLAG_FORMATS, type FlagFormat, formatFlags } from '../../report/flag-formats.ts';
import { findRun, RUN_NAME } from '../find-run.ts';
import { readRun } from '../read-run.ts';
import type { Command } from './command.ts';
import { note } from '../output.ts';

interface FlagsArguments {
  readonly run: string;
  readonly format: FlagFormat;
}

/** Prints the recommendation of a run ready to paste. */
export const flagsCommand: Command<FlagsArguments> = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: RUN_NAME })
      .option('format', { choices: FLAG_FORMATS, default: 'flags' as const, describe: 'for which tool' }),
  async handler({ run: name, format }) {
    const run = await findRun(name);
    const { recommendation, cluster, inputs } = await readRun(run);
    if (recommendation?.settings == null) {
      const why = recommendation?.sentences[0] ?? 'the scenario has no "tune"';
      throw badInput(`${run}: holds no recommendation: ${why}`);
    }
    if (!recommendation.verified) note('Not verified: these flags were not proved on a cluster.');
    else if (cluster.emulated) note('Emulated: these flags were proved on a stand-in, not on a real kube-apiserver.');
    process.stdout.write(formatFlags({ flags: recommendation.flags, policyText: inputs.policyText }, format));
  },
};
