import type { ArgumentsCamelCase, Argv } from 'yargs';
import type { Example } from '../command-help.ts';

/** What a file of this folder exports: its options and what it does. */
export interface Command<T> {
  readonly builder: (yargs: Argv) => Argv<T>;
  readonly handler: (args: ArgumentsCamelCase<T>) => void | Promise<void>;
}

/** A command as the help tells it. */
export interface CommandEntry {
  readonly usage: string;
  readonly describe: string;
  /** Of a command that has commands of its own. */
  readonly subcommands?: readonly string[];
  readonly examples: readonly Example[];
  /** A file of the package. */
  readonly doc: string;
  /** A command's file is loaded when it is called: together they take half a second. */
  readonly load: () => Promise<{
    builder: (yargs: Argv) => unknown;
    handler: (args: never) => void | Promise<void>;
  }>;
}
