import { badInput } from '../../core/errors.ts';
import { parseDurationMs } from '../../core/units.ts';
import type { Window } from '../../profile/window.ts';
import { LENIENT_POLICY } from '../lenient-policy.ts';
import { profileAuditLog } from '../profile-audit-log.ts';
import type { Command } from './index.ts';

interface ProfileArguments {
  readonly auditLog: readonly string[];
  readonly policy?: string;
  readonly lenientPolicy: boolean;
  readonly window?: string;
  readonly anonymise?: string;
  readonly name: string;
  readonly out: string;
  readonly json: boolean;
}

export const profileCommand: Command<ProfileArguments> = {
  builder: (yargs) =>
    yargs
      .option('audit-log', {
        type: 'string',
        array: true,
        demandOption: true,
        requiresArg: true,
        describe: 'recorded audit logs: files, folders or patterns, .gz too',
      })
      .option('policy', {
        type: 'string',
        describe: 'an audit policy: what its rules make of the load is told too, and the scenario has it',
      })
      .option('lenient-policy', LENIENT_POLICY)
      .option('window', {
        type: 'string',
        describe: 'what the scenario is made of: whole, or busiest:5m (the default of a record longer than 10m)',
      })
      .option('anonymise', {
        type: 'string',
        requiresArg: true,
        describe: 'hash users, groups and namespaces with the key in this file, which is made where it is not there',
      })
      .option('name', { type: 'string', default: 'profiled', describe: 'of the scenario' })
      .option('out', { type: 'string', default: 'profile', describe: 'folder for scenario.yaml and the report' })
      .option('json', { type: 'boolean', default: false, describe: 'print JSON' }) as never,
  handler: (args) => profileAuditLog({ ...args, window: windowOf(args.window) }),
};

/** `null`: whatever suits the record. */
function windowOf(text: string | undefined): Window | null {
  if (text === undefined) return null;
  if (text === 'whole') return 'whole';
  const busiestMs = parseDurationMs(/^busiest:(.+)$/.exec(text)?.[1] ?? '');
  if (busiestMs === undefined || !Number.isFinite(busiestMs) || busiestMs < 1000)
    throw badInput(`--window: expected "whole" or a window such as "busiest:5m", got "${text}"`);
  return { busiestMs };
}
