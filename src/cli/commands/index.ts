import type { CommandModule } from 'yargs';
import { assetsCommand } from './assets.ts';
import { runCommandModule } from './run.ts';
import { validateCommand } from './validate.ts';

/** Every command, in the order of the help. */
// Each module types its own arguments; yargs hands them over as it parsed them.
export const commands = [runCommandModule, validateCommand, assetsCommand] as unknown as readonly CommandModule[];
