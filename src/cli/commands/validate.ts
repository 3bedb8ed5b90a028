import { parseCluster } from '../../config/cluster.ts';
import { parsePolicy } from '../../config/policy.ts';
import { AuditBenchError, type Problem } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { loadScenario, readUserFile } from '../load-files.ts';
import type { Command } from './index.ts';

interface ValidateArguments {
  readonly files: readonly string[];
}

/** Checks files and starts nothing; the problems of all files at once. */
export const validateCommand: Command<ValidateArguments> = {
  builder: (yargs) =>
    yargs.positional('files', { type: 'string', array: true, demandOption: true, describe: 'YAML files' }),
  async handler({ files }) {
    const problems: Problem[] = [];
    for (const file of files) {
      try {
        console.log(`${file}: ${await describe(file)}`);
      } catch (error) {
        if (!(error instanceof AuditBenchError)) throw error;
        problems.push(...error.problems);
      }
    }
    if (problems.length > 0) throw new AuditBenchError(EXIT.badInput, problems);
  },
};

async function describe(file: string): Promise<string> {
  const text = await readUserFile(file);
  const kind = /^kind:\s*["']?(\w+)/m.exec(text)?.[1];
  if (kind === 'Cluster') return `cluster "${parseCluster(text, file).name}" is valid`;
  if (kind === 'Policy') {
    const parsed = parsePolicy(text, file, file);
    if ('problems' in parsed) throw new AuditBenchError(EXIT.badInput, parsed.problems);
    return `audit policy with ${parsed.policy.policy.rules.length} rules is valid`;
  }
  const { scenario } = await loadScenario(file, []);
  const trials = scenario.variants.length * scenario.repeat;
  return `scenario "${scenario.name}" is valid: ${scenario.variants.length} variants, ${trials} trials${scenario.tune === null ? '' : ', tuning'}`;
}
