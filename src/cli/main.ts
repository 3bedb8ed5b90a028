import yargs from 'yargs';
import { AuditBenchError, badInput, formatProblem, messageOf } from '../core/errors.ts';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { systemError } from '../core/system-error.ts';
import { toolVersion } from '../platform/package-info.ts';
import { commands } from './commands/index.ts';
import { optionChecker } from './checked-options.ts';
import { outliveOutput } from './output.ts';
import { cleanText, shortText } from './terminal.ts';

/** Arguments in, exit status out. Prints every error as sentences; a stack trace only for a bug of ours. */
export async function main(args: readonly string[]): Promise<void> {
  outliveOutput();
  try {
    await parser(args).parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

function parser(args: readonly string[]): ReturnType<typeof yargs> {
  return (
    yargs([...joinFlagsValue(args)])
      .scriptName('audit-bench')
      .usage(
        '$0 <command>\n\nLoad-tests Kubernetes audit backends, accounts for every event, and finds buffer settings that lose nothing.',
      )
      .command([...commands])
      .demandCommand(1, 'a command is missing')
      .recommendCommands()
      .strict()
      .parserConfiguration({ 'dot-notation': false })
      .check(optionChecker(args))
      // An exit at once would cut off output and hide that it could not be written.
      .exitProcess(false)
      .version(toolVersion())
      .help()
      .alias('help', 'h')
      .wrap(Math.min(110, process.stdout.columns ?? 110))
      .fail((message, error) => {
        throw error ?? badInput(message, USAGE_HINT);
      })
  );
}

/** `--flags '--audit-…'`: a value that begins with dashes is a value all the same. */
function joinFlagsValue(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--flags');
  const value = args[at + 1];
  if (at === -1 || value === undefined) return args;
  return [...args.slice(0, at), `--flags=${value}`, ...args.slice(at + 2)];
}

const USAGE_HINT = 'audit-bench --help lists the commands, audit-bench <command> --help its options';

function report(thrown: unknown): ExitCode {
  const error = userError(thrown) ?? systemError(thrown) ?? thrown;
  if (error instanceof AuditBenchError) {
    for (const problem of error.problems) console.error(shortText(cleanText(formatProblem(problem))));
    return error.exitCode;
  }
  console.error(
    `audit-bench: this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`,
  );
  console.error('Please report it with the command and the lines above.');
  return EXIT.bug;
}

/** yargs' own error: arguments of the user's that it cannot take. */
function userError(thrown: unknown): AuditBenchError | null {
  return thrown instanceof Error && thrown.name === 'YError' ? badInput(thrown.message, USAGE_HINT) : null;
}
