import type { ArgumentsCamelCase, Argv, CommandModule } from 'yargs';
import { withHelp } from '../command-help.ts';
import type { CommandEntry } from './command.ts';
import { RUN_COMMANDS } from './runs.ts';
import { UPKEEP_COMMANDS } from './upkeep.ts';

/** Every command in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [...RUN_COMMANDS, ...UPKEEP_COMMANDS];

// Each command types its own arguments; yargs hands them over as it parsed them.
export const commands = COMMANDS.map(({ usage, describe, examples, doc, load }) => ({
  command: usage,
  describe,
  builder: async (yargs: Argv) => {
    return (await load()).builder(withHelp(yargs, examples, doc));
  },
  handler: async (args: ArgumentsCamelCase) => (await load()).handler(args as never),
})) as unknown as readonly CommandModule[];
