import yargs from 'yargs';
import { AuditBenchError, formatProblem, messageOf } from '../core/errors.ts';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { toolVersion } from '../platform/package-info.ts';
import { commands } from './commands/index.ts';
import { cleanText } from './terminal.ts';

/** Arguments in, exit status out. Prints every error as sentences; a stack trace only for a bug of ours. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await parser(args).parseAsync();
  } catch (error) {
    process.exitCode = report(error);
  }
}

function parser(args: readonly string[]): ReturnType<typeof yargs> {
  return yargs([...joinFlagsValue(args)])
    .scriptName('audit-bench')
    .usage(
      '$0 <command>\n\nLoad-tests Kubernetes audit backends, accounts for every event, and finds buffer settings that lose nothing.',
    )
    .command([...commands])
    .demandCommand(1, 'a command is missing')
    .recommendCommands()
    .strict()
    .version(toolVersion())
    .help()
    .alias('help', 'h')
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => {
      if (error) throw error;
      throw new AuditBenchError(EXIT.badInput, [
        { message, hint: 'audit-bench --help lists the commands, audit-bench <command> --help its options' },
      ]);
    });
}

/** `--flags '--audit-…'`: a value that begins with dashes is a value all the same. */
function joinFlagsValue(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--flags');
  const value = args[at + 1];
  if (at === -1 || value === undefined) return args;
  return [...args.slice(0, at), `--flags=${value}`, ...args.slice(at + 2)];
}

function report(error: unknown): ExitCode {
  if (error instanceof AuditBenchError) {
    for (const problem of error.problems) console.error(cleanText(formatProblem(problem)));
    return error.exitCode;
  }
  console.error(
    `audit-bench: this is a bug: ${error instanceof Error ? (error.stack ?? error.message) : messageOf(error)}`,
  );
  console.error('Please report it with the command and the lines above.');
  return EXIT.bug;
}
