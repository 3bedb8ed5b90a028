import type { CommandModule } from 'yargs';
import { assetsCommand } from './assets.ts';
import { checkCommand } from './check.ts';
import { clustersCommand } from './clusters.ts';
import { compareCommand } from './compare.ts';
import { flagsCommand } from './flags.ts';
import { reportCommand } from './report.ts';
import { runCommandModule } from './run.ts';
import { simulateCommand } from './simulate.ts';
import { validateCommand } from './validate.ts';

/** Every command, in the order of the help. */
// Each module types its own arguments; yargs hands them over as it parsed them.
export const commands = [
  runCommandModule,
  simulateCommand,
  flagsCommand,
  reportCommand,
  compareCommand,
  checkCommand,
  validateCommand,
  assetsCommand,
  clustersCommand,
] as unknown as readonly CommandModule[];
