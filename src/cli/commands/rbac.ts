import { stringify } from 'yaml';
import { RBAC_PARTS, type RbacPart, rbacObjects } from '../../core/rbac.ts';
import type { Command } from './command.ts';

interface RbacArguments {
  readonly part: RbacPart;
  readonly namespace: string;
  readonly account: string;
}

/** Prints what a cluster must allow: for load from pods, or for reading its metrics. */
export const rbacCommand: Command<RbacArguments> = {
  builder: (yargs) =>
    yargs
      .positional('part', { choices: RBAC_PARTS, default: 'pods', describe: 'what it is for' })
      .option('namespace', { type: 'string', default: 'default', describe: 'of the Job, and of the service account' })
      .option('account', { type: 'string', default: 'audit-bench', describe: 'name of the service account' }) as never,
  handler({ part, namespace, account }) {
    const objects = rbacObjects({ part, namespace, account });
    console.log(objects.map((object) => stringify(object)).join('---\n'));
  },
};
