import type { Command } from './command.ts';

/** Prints the script that completes commands, options and names. */
export const completionCommand: Command<object> = {
  builder: (yargs) => yargs,
  async handler() {
    const { COMPLETION_SCRIPT } = await import('../complete.ts');
    console.log(COMPLETION_SCRIPT);
  },
};
