import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';

/** What a file of this folder exports: its options and what it does. */
export interface Command<T> {
  readonly builder: (yargs: Argv) => Argv<T>;
  readonly handler: (args: ArgumentsCamelCase<T>) => void | Promise<void>;
}

type Load = () => Promise<{ builder: (yargs: Argv) => unknown; handler: (args: never) => void | Promise<void> }>;

/** Every command in the order of the help. A command's file is loaded when it is called: together they take half a second. */
const COMMANDS: readonly (readonly [command: string, describe: string, load: Load])[] = [
  ['run <scenario>', 'measure a scenario on a cluster', async () => (await import('./run.ts')).runCommand],
  [
    'simulate [scenario]',
    'answer from the model alone, without a cluster',
    async () => (await import('./simulate.ts')).simulateCommand,
  ],
  [
    'flags <run>',
    'print the recommended flags of a run, ready to paste',
    async () => (await import('./flags.ts')).flagsCommand,
  ],
  ['report <run>', 'render a run again', async () => (await import('./report.ts')).reportCommand],
  [
    'compare <runs..>',
    'compare runs with a baseline (the first, unless named)',
    async () => (await import('./compare.ts')).compareCommand,
  ],
  [
    'check',
    'watch a live cluster, read-only: were events lost, are they being lost right now?',
    async () => (await import('./check.ts')).checkCommand,
  ],
  [
    'validate <files..>',
    'check scenario, cluster and audit policy files, start nothing',
    async () => (await import('./validate.ts')).validateCommand,
  ],
  [
    'policy <command>',
    'audit policies: what is wrong with them, and what they decide',
    async () => (await import('./policy.ts')).policyCommand,
  ],
  [
    'assets <command>',
    'get or find the binaries of real API servers',
    async () => (await import('./assets.ts')).assetsCommand,
  ],
  [
    'clusters',
    'kind clusters of audit-bench on this machine: list them, delete them',
    async () => (await import('./clusters.ts')).clustersCommand,
  ],
  [
    'gc',
    'delete what runs that were killed left behind: folders with keys, kind clusters',
    async () => (await import('./gc.ts')).gcCommand,
  ],
];

// Each command types its own arguments; yargs hands them over as it parsed them.
export const commands = COMMANDS.map(([command, describe, load]) => ({
  command,
  describe,
  builder: async (yargs: Argv) => (await load()).builder(yargs),
  handler: async (args: ArgumentsCamelCase) => (await load()).handler(args as never),
})) as unknown as readonly CommandModule[];
