import { stringify } from 'yaml';
import { badInput } from '../../core/errors.ts';
import { loadPermissions } from '../../core/permission.ts';
import { RBAC_PARTS, type RbacPart, rbacObjects } from '../../core/rbac.ts';
import { loadScenario } from '../load-files.ts';
import type { Command } from './command.ts';

interface RbacArguments {
  readonly part: RbacPart;
  readonly namespace: string;
  readonly account: string;
  readonly scenario?: string;
}

/** Prints what a cluster must allow: for load from pods, for reading its metrics, for measuring it as it is. */
export const rbacCommand: Command<RbacArguments> = {
  builder: (yargs) =>
    yargs
      .positional('part', { choices: RBAC_PARTS, default: 'pods', describe: 'what it is for' })
      .option('namespace', { type: 'string', default: 'default', describe: 'of the Job, and of the service account' })
      .option('account', { type: 'string', default: 'audit-bench', describe: 'name of the service account' })
      .option('scenario', { type: 'string', describe: 'with what its load does to an existing cluster' }) as never,
  async handler({ part, namespace, account, scenario }) {
    if (scenario !== undefined && part !== 'existing')
      throw badInput(`--scenario: does not fit ${part}`, 'audit-bench rbac existing --scenario FILE');
    const more = scenario === undefined ? [] : loadPermissions((await loadScenario(scenario, [])).scenario.load);
    const objects = rbacObjects({ part, namespace, account, more });
    console.log(objects.map((object) => stringify(object)).join('---\n'));
  },
};
