import { nearest } from '../nearest.ts';
import { AUDIT_FLAGS, DEPRECATED_NAMES, type FlagTarget } from './table.ts';

/** An audit flag of a command line. */
export interface GivenFlag {
  /** As kube-apiserver calls it today: deprecated names are replaced, underscores are dashes. */
  readonly name: string;
  readonly writtenName: string;
  readonly value: string;
  readonly target: FlagTarget;
  /** Index of the word that names it. */
  readonly word: number;
}

/** What is wrong with a word: a sentence that begins with the flag's name. */
export interface FlagProblem {
  readonly message: string;
  readonly hint?: string;
  readonly word: number;
}

export interface GivenFlags {
  readonly flags: readonly GivenFlag[];
  /** Names of flags that are not about auditing, in their order. */
  readonly others: readonly string[];
  readonly problems: readonly FlagProblem[];
}

/**
 * The audit flags among the words of a command line, `--name=value`, `--name value` or a bare boolean. Words read as
 * github.com/spf13/pflag v1.0.10 does, with kube-apiserver's rule that `_` in a name is `-`
 * (k8s.io/component-base cli/flag `WordSepNormalizeFunc`).
 */
export function givenFlags(words: readonly string[]): GivenFlags {
  const flags: GivenFlag[] = [];
  const others: string[] = [];
  const problems: FlagProblem[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--') break;
    const match = /^(--?)([^\s=]+)(?:=(.*))?$/s.exec(word);
    const name = match?.[2]?.replaceAll('_', '-') ?? '';
    const current = DEPRECATED_NAMES.get(name) ?? name;
    const target = match?.[1] === '--' ? AUDIT_FLAGS.get(current) : undefined;
    const next = words[index + 1];
    if (match === null) {
      // The program itself stands first, with whatever starts it; anything later must belong to a flag.
      if (flags.length + others.length > 0)
        problems.push({ word: index, message: `expected --name=value, got "${word}"` });
    } else if (target !== undefined) {
      const taken = match[3] ?? (target.type === 'boolean' ? 'true' : next);
      if (taken === undefined) problems.push({ word: index, message: `--${name} needs a value` });
      else flags.push({ name: current, writtenName: name, value: taken, target, word: index });
      if (match[3] === undefined && target.type !== 'boolean') index += 1;
    } else if (isMeantForAudit(name)) {
      problems.push(unknownFlag(name, index));
    } else {
      others.push(match[1] === '--' ? `--${name}` : `-${name}`);
      if (match[3] === undefined && next !== undefined && !next.startsWith('-')) index += 1;
    }
  }
  return { flags, others, problems };
}

const NAMES = [...AUDIT_FLAGS.keys()];

/** A slip such as `--audti-log-path`, which passed over would leave a default where a value was meant. */
function isMeantForAudit(name: string): boolean {
  return name.startsWith('audit-') || (nearest(name, NAMES) !== undefined && /^.?a?u?d/.test(name));
}

function unknownFlag(name: string, word: number): FlagProblem {
  const near = nearest(name, NAMES);
  return { word, message: `unknown flag --${name}${near === undefined ? '' : `, did you mean --${near}?`}` };
}
