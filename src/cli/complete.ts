import yargs from 'yargs';
import type { CommandEntry } from './commands/command.ts';
import { COMMANDS } from './commands/index.ts';
import { namesIn } from './find-file.ts';
import { listRunNames } from './find-run.ts';

/** Commands whose names are those of runs, and of scenarios. */
const OF_RUNS: ReadonlySet<string> = new Set(['flags', 'report', 'compare', 'open']);
const OF_SCENARIOS: ReadonlySet<string> = new Set(['run', 'simulate']);

/**
 * What can stand where the last word is being typed; nothing where it is a file's name. yargs' own completion knows no
 * commands that are loaded when they are called.
 */
export async function completions(words: readonly string[]): Promise<readonly string[]> {
  const typed = words.at(-1) ?? '';
  const [first = ''] = words;
  if (words.length <= 1) return matching(typed, COMMANDS.map(nameOf));
  const entry = COMMANDS.find((each) => nameOf(each) === first);
  if (entry === undefined) return [];
  if (typed.startsWith('-')) return matching(typed, await optionsOf(entry));
  if (words.at(-2) === '--cluster') return matching(typed, await namesIn('clusters'));
  if (entry.subcommands !== undefined)
    return words.length === 2
      ? matching(
          typed,
          entry.subcommands.map((usage) => usage.split(' ')[0] ?? ''),
        )
      : [];
  if (OF_SCENARIOS.has(first)) return matching(typed, await namesIn('scenarios'));
  return OF_RUNS.has(first) ? matching(typed, ['latest', 'previous', ...(await listRunNames())]) : [];
}

/** For bash, and for zsh by its own way to take bash's completions. */
export const COMPLETION_SCRIPT = `# audit-bench: put this into ~/.bashrc or ~/.zshrc:  eval "$(audit-bench completion)"
if [ -n "\${ZSH_VERSION-}" ]; then
  command -v compdef >/dev/null || { autoload -Uz compinit && compinit; }
  autoload -Uz bashcompinit && bashcompinit
fi
_audit_bench() {
  local IFS=$'\\n'
  COMPREPLY=($(audit-bench __complete "\${COMP_WORDS[@]:1:$COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F _audit_bench audit-bench
`;

function matching(typed: string, words: readonly string[]): readonly string[] {
  return words.filter((word) => word.startsWith(typed));
}

function nameOf({ usage }: CommandEntry): string {
  return usage.split(' ')[0] ?? '';
}

async function optionsOf({ load }: CommandEntry): Promise<readonly string[]> {
  const program = yargs([]);
  await (await load()).builder(program);
  const { key } = (program as unknown as { getOptions(): { readonly key: object } }).getOptions();
  return [...Object.keys(key), 'quiet', 'log-format'].filter((name) => name !== 'version').map((name) => `--${name}`);
}
