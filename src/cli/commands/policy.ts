import type { CommandModule } from 'yargs';
import { lintPolicy } from '../../config/policy/lint/lint.ts';
import { parsePolicy } from '../../config/policy/parse.ts';
import { AuditBenchError, formatProblem } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import type { PolicySource } from '../../core/scenario.ts';
import { type ExplainedRequest, explainPolicy, requestOf } from '../explain-policy.ts';
import { readUserFile, warnLeftOut } from '../load-files.ts';
import { cleanText } from '../terminal.ts';
import type { Command } from './index.ts';

const lint: CommandModule<object, { readonly policies: readonly string[] }> = {
  command: 'lint <policies..>',
  describe: 'what kube-apiserver takes without a word and nobody can have meant; exit 1 when there is any',
  builder: (yargs) =>
    yargs.positional('policies', { type: 'string', array: true, demandOption: true, describe: 'policy files' }),
  async handler({ policies }) {
    for (const file of policies) {
      const { text, policy } = await loadPolicy(file);
      const findings = lintPolicy(policy, text, file);
      if (findings.length > 0) process.exitCode = EXIT.objectiveMissed;
      for (const finding of findings) console.log(cleanText(formatProblem(finding)));
      if (findings.length === 0) console.log(cleanText(`${file}: ${policy.rules.length} rules, nothing found`));
    }
  },
};

const explain: CommandModule<object, ExplainedRequest & { readonly policy: string }> = {
  command: 'explain <policy>',
  describe: 'which rule decides for a request, its level and its stages',
  builder: (yargs) =>
    yargs
      .positional('policy', { type: 'string', demandOption: true, describe: 'policy file' })
      .option('verb', { type: 'string', default: 'get', describe: 'get, list, watch, create …' })
      .option('resource', { type: 'string', describe: 'pods, pods/log, deployments.apps …' })
      .option('path', { type: 'string', describe: 'instead of a resource: /healthz …' })
      .option('user', { type: 'string', default: '', describe: 'who authenticated, not who is impersonated' })
      .option('user-group', { type: 'string', array: true, default: [], describe: 'groups of the user' })
      .option('namespace', { type: 'string', default: '', describe: 'of the resource' })
      .option('name', { type: 'string', default: '', describe: 'of the object' }) as never,
  async handler(args) {
    const request = requestOf(args);
    const { text, policy } = await loadPolicy(args.policy);
    for (const line of explainPolicy(policy, text, args.policy, request)) console.log(cleanText(line));
  },
};

/** Leniently, with the warning: what is asked is what kube-apiserver makes of it. */
async function loadPolicy(file: string): Promise<PolicySource> {
  const parsed = parsePolicy(await readUserFile(file), file, file, 'lenient');
  if ('problems' in parsed) throw new AuditBenchError(EXIT.badInput, parsed.problems);
  for (const warning of parsed.policy.warnings) warnLeftOut(warning);
  return parsed.policy;
}

export const policyCommand: Command<object> = {
  builder: (yargs) =>
    yargs
      .command(lint as never)
      .command(explain as never)
      .demandCommand(1, 'policy lint or policy explain?'),
  handler: () => {},
};
