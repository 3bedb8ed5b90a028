import { AuditBenchError, type Problem } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { describeFile } from '../describe-file.ts';
import { loadCluster } from '../load-files.ts';
import { LENIENT_POLICY } from '../lenient-policy.ts';
import type { Command } from './command.ts';
import { say } from '../output.ts';

interface ValidateArguments {
  readonly files: readonly string[];
  readonly lenientPolicy: boolean;
  readonly cluster?: string;
}

/** Checks files and starts nothing; the problems of all files at once. */
export const validateCommand: Command<ValidateArguments> = {
  builder: (yargs) =>
    yargs
      .positional('files', { type: 'string', array: true, demandOption: true, describe: 'files' })
      .option('lenient-policy', LENIENT_POLICY)
      .option('cluster', { type: 'string', describe: 'cluster file that the cost of a run is told for' }) as never,
  async handler({ files, lenientPolicy, cluster }) {
    const { provider } = (await loadCluster(cluster)).spec;
    const problems: Problem[] = [];
    for (const file of files) {
      try {
        for (const line of await describeFile(file, lenientPolicy ? 'lenient' : 'strict', provider))
          say(`${file}: ${line}`);
      } catch (error) {
        if (!(error instanceof AuditBenchError)) throw error;
        problems.push(...error.problems);
      }
    }
    if (problems.length > 0) throw new AuditBenchError(EXIT.badInput, problems);
  },
};
