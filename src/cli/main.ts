import yargs from 'yargs';
import { AuditBenchError, formatProblem, messageOf } from '../core/errors.ts';
import { EXIT, type ExitCode } from '../core/exit-codes.ts';
import { systemError } from '../core/system-error.ts';
import { toolVersion } from '../platform/package-info.ts';
import { COMMANDS, commands } from './commands/index.ts';
import { optionChecker } from './checked-options.ts';
import { outliveOutput } from './output.ts';
import { cleanText, shortText } from './terminal.ts';
import { type Usage, usageProblem } from './usage-problem.ts';
import { versionLines } from './version-lines.ts';

/** Arguments in, exit status out. Prints every error as sentences; a stack trace only for a bug of ours. */
export async function main(args: readonly string[]): Promise<void> {
  outliveOutput();
  try {
    if (args.length === 1 && args[0] === '--version') for (const line of await versionLines()) console.log(line);
    else if (args[0] === '__complete') await complete(args.slice(1));
    else await parser(args).parseAsync();
  } catch (error) {
    process.exitCode = report(error, args);
  }
}

/** What the script of `audit-bench completion` asks for. */
async function complete(words: readonly string[]): Promise<void> {
  const { completions } = await import('./complete.ts');
  for (const word of await completions(words)) console.log(word);
}

function parser(args: readonly string[]): ReturnType<typeof yargs> {
  const words = joinFlagsValue(args);
  const program = yargs([...words])
    .scriptName('audit-bench')
    .usage(
      '$0 <command>\n\nLoad-tests Kubernetes audit backends, accounts for every event, and finds buffer settings that lose nothing.',
    )
    .command([...commands])
    .option('quiet', { type: 'boolean', default: false, describe: 'say nothing while it works', group: 'Output:' })
    .option('log-format', {
      choices: ['text', 'json'] as const,
      default: 'text' as const,
      describe: 'of what is said on stderr while it works',
      group: 'Output:',
    })
    .demandCommand(1, 'which command?')
    .strict()
    .parserConfiguration({ 'dot-notation': false })
    // Its words are read (usage-problem.ts), so they are the same wherever they are said.
    .detectLocale(false)
    .check(optionChecker(args))
    // An exit at once would cut off output and hide that it could not be written.
    .exitProcess(false)
    .version(toolVersion())
    .help()
    .alias('help', 'h')
    .wrap(Math.min(110, process.stdout.columns ?? 110))
    .fail((message, error) => {
      throw error ?? new AuditBenchError(EXIT.badInput, [usageProblem(message, usageOf(words, program))]);
    });
  return program;
}

function usageOf(words: readonly string[], program: unknown): Usage {
  // Not in yargs' types, but its only way to say which options a command takes.
  const { key } = (program as { getOptions(): { readonly key: Readonly<Record<string, boolean>> } }).getOptions();
  return { words, commands: COMMANDS, options: Object.keys(key) };
}

/** `--flags '--audit-…'`: a value that begins with dashes is a value all the same. */
function joinFlagsValue(args: readonly string[]): readonly string[] {
  const at = args.indexOf('--flags');
  const value = args[at + 1];
  if (at === -1 || value === undefined) return args;
  return [...args.slice(0, at), `--flags=${value}`, ...args.slice(at + 2)];
}

function report(thrown: unknown, words: readonly string[]): ExitCode {
  const error = userError(thrown, words) ?? systemError(thrown) ?? thrown;
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
function userError(thrown: unknown, words: readonly string[]): AuditBenchError | null {
  if (!(thrown instanceof Error) || thrown.name !== 'YError') return null;
  return new AuditBenchError(EXIT.badInput, [usageProblem(thrown.message, { words, commands: COMMANDS, options: [] })]);
}
