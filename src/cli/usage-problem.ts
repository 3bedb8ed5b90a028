import type { Problem } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import type { CommandEntry } from './commands/command.ts';

/** What was typed, and what could have been. */
export interface Usage {
  readonly words: readonly string[];
  readonly commands: readonly CommandEntry[];
  /** Names of the options that the command takes, without dashes. */
  readonly options: readonly string[];
}

/** yargs' message of wrong usage in our own words: what is wrong, then what to do. Its English is pinned in main.ts. */
export function usageProblem(message: string, usage: Usage): Problem {
  for (const [pattern, say] of READINGS) {
    const match = pattern.exec(message);
    if (match !== null) return say(match, usage);
  }
  return { message, hint: helpHint(usage) };
}

type Say = (match: RegExpExecArray, usage: Usage) => Problem;

const READINGS: readonly (readonly [RegExp, Say])[] = [
  [/^Not enough non-option arguments: got (\d+)/, missingName],
  [/^Unknown (?:argument|command)s?: (.*)$/, unknown],
  [/^Not enough arguments following: (.*)$/, ([, name = '']) => ({ message: `${dashed(name)}: a value is missing` })],
  [/^Missing required arguments?: (.*)$/, ([, name = '']) => ({ message: `${dashed(name)} is missing` })],
  [/Argument: ([^,]*), Given: (.*), Choices: (.*)$/s, wrongChoice],
];

function missingName([, got = '0']: RegExpExecArray, usage: Usage): Problem {
  const { name, wants, entry } = commandOf(usage);
  const missing = wants[Number(got)] ?? wants[0] ?? '';
  const [line = ''] = entry?.examples.find(([example]) => example.startsWith(name)) ?? [];
  return {
    message: `${name}: which ${missing}?`,
    hint: `such as: audit-bench ${line === '' ? `${name} ${missing.toUpperCase()}` : line}`,
  };
}

function unknown([, list = '']: RegExpExecArray, usage: Usage): Problem {
  const names = list.split(', ');
  const option = names.find((name) => usage.words.some((word) => word.replace(/=.*/s, '') === dashed(name)));
  const { entry, name: command } = commandOf(usage);
  if (option !== undefined) {
    const near = nearest(option, usage.options);
    return {
      message: `${dashed(option)}: there is no such option${entry === undefined ? '' : ` of ${command}`}`,
      hint: near === undefined ? helpHint(usage) : `did you mean ${dashed(near)}?`,
    };
  }
  const [first = '', second = ''] = namesIn(usage.words);
  const word = entry?.subcommands === undefined ? (names[0] ?? first) : second;
  if (entry !== undefined && entry.subcommands === undefined)
    return { message: `${command}: one word too many: "${word}"`, hint: helpHint(usage) };
  const known = entry === undefined ? usage.commands.map(firstWord) : (entry.subcommands ?? []).map(wordOf);
  const near = nearest(word, known);
  const of = entry === undefined ? '' : ` of ${firstWord(entry)}`;
  return {
    message: `${word}: there is no such command${of}`,
    hint: near === undefined ? helpHint(usage) : `did you mean ${near}?`,
  };
}

function wrongChoice([, name = '', given = '', choices = '']: RegExpExecArray, usage: Usage): Problem {
  const known = [...choices.matchAll(/"([^"]*)"/g)].map(([, choice = '']) => choice);
  const value = given.replace(/^"|"$/g, '');
  const near = nearest(value, known);
  const option = usage.options.includes(name) ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return {
    message: `${dashed(option)}: expected one of ${known.join(', ')}, got "${value}"`,
    ...(near === undefined ? {} : { hint: `did you mean ${near}?` }),
  };
}

/** The command that was named, one of its own where it has some, and the names that it wants behind it. */
function commandOf({ words, commands }: Usage): {
  readonly name: string;
  readonly wants: readonly string[];
  readonly entry?: CommandEntry;
} {
  const [first = '', second = ''] = namesIn(words);
  const entry = commands.find((one) => firstWord(one) === first);
  if (entry === undefined) return { name: '', wants: [] };
  const own = entry.subcommands?.find((usage) => wordOf(usage) === second);
  const usage = own === undefined ? entry.usage : `${first} ${own}`;
  return {
    name: usage.replace(/ [<[].*/, ''),
    wants: [...usage.matchAll(/[<[](\w+)/g)].map(([, want = '']) => want),
    entry,
  };
}

function namesIn(words: readonly string[]): readonly string[] {
  return words.filter((word) => !word.startsWith('-'));
}

function helpHint(usage: Usage): string {
  const { name } = commandOf(usage);
  return name === '' ? 'audit-bench --help lists the commands' : `audit-bench ${name} --help says what it takes`;
}

function firstWord({ usage }: CommandEntry): string {
  return wordOf(usage);
}

function wordOf(usage: string): string {
  return usage.split(' ')[0] ?? '';
}

function dashed(name: string): string {
  return `${name.length === 1 ? '-' : '--'}${name}`;
}
