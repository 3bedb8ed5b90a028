import type { CommandModule } from 'yargs';
import { lintPolicy } from '../../config/policy/lint/lint.ts';
import { formatProblem } from '../../core/errors.ts';
import { EXIT } from '../../core/exit-codes.ts';
import { type ExplainedRequest, explainPolicy, requestOf } from '../explain-policy.ts';
import { type CostedPolicy, printPolicyCosts } from '../policy-cost.ts';
import { loadPolicy } from '../load-policy.ts';
import { type Example, withHelp } from '../command-help.ts';
import type { Command } from './command.ts';
import { say } from '../output.ts';

const DOC = 'docs/flags-and-policies.md';
const LINT_EXAMPLES: readonly Example[] = [
  ['policy lint policy.yaml', 'findings with their lines'],
  ['policy lint policies/*.yaml', 'of several'],
];
const COST_EXAMPLES: readonly Example[] = [
  ['policy cost policy.yaml --audit-log audit.log', 'events and bytes by rule'],
  ['policy cost old.yaml new.yaml --audit-log logs/', 'two policies side by side'],
];
const EXPLAIN_EXAMPLES: readonly Example[] = [
  ['policy explain policy.yaml --verb get --resource pods/log --user alice', 'of a resource'],
  ['policy explain policy.yaml --path /healthz', 'of a path'],
];

const lint: CommandModule<object, { readonly policies: readonly string[] }> = {
  command: 'lint <policies..>',
  describe: 'what kube-apiserver takes without a word and nobody can have meant; exit 1 when there is any',
  builder: (yargs) =>
    withHelp(yargs, LINT_EXAMPLES, DOC).positional('policies', {
      type: 'string',
      array: true,
      demandOption: true,
      describe: 'policy files',
    }),
  async handler({ policies }) {
    for (const file of policies) {
      const { text, policy } = await loadPolicy(file);
      const findings = lintPolicy(policy, text, file);
      if (findings.length > 0) process.exitCode = EXIT.objectiveMissed;
      for (const finding of findings) say(formatProblem(finding));
      if (findings.length === 0) say(`${file}: ${policy.rules.length} rules, nothing found`);
    }
  },
};

const explain: CommandModule<object, ExplainedRequest & { readonly policy: string }> = {
  command: 'explain <policy>',
  describe: 'which rule decides for a request, its level and its stages',
  builder: (yargs) =>
    withHelp(yargs, EXPLAIN_EXAMPLES, DOC)
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
    for (const line of explainPolicy(policy, text, args.policy, request)) say(line);
  },
};

const cost: CommandModule<
  object,
  { readonly policies: readonly string[]; readonly auditLog: readonly string[]; readonly json: boolean }
> = {
  command: 'cost <policies..>',
  describe: 'events and bytes that policies make of a recorded load, by rule, side by side',
  builder: (yargs) =>
    withHelp(yargs, COST_EXAMPLES, DOC)
      .positional('policies', { type: 'string', array: true, demandOption: true, describe: 'policy files' })
      .option('audit-log', {
        type: 'string',
        array: true,
        demandOption: true,
        requiresArg: true,
        describe: 'recorded audit logs: files, folders or patterns, .gz too',
      })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' }) as never,
  async handler({ policies, auditLog, json }) {
    const loaded: CostedPolicy[] = [];
    for (const file of policies) loaded.push({ file, source: await loadPolicy(file) });
    await printPolicyCosts(loaded, auditLog, json);
  },
};

export const policyCommand: Command<object> = {
  builder: (yargs) =>
    yargs
      .command(lint as never)
      .command(explain as never)
      .command(cost as never)
      .demandCommand(1, 'policy lint, policy explain or policy cost?'),
  handler: () => {},
};
