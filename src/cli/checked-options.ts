import { badInput } from '../core/errors.ts';

/** What yargs knows of the options by now, as its `check` is handed it. */
interface KnownOptions {
  readonly array: readonly string[];
  readonly string: readonly string[];
}

/**
 * Refuses what no command could mean: an option given twice, of which one would be ignored, and one without a value.
 * Errors: AuditBenchError (exit 2).
 */
export function optionChecker(words: readonly string[]): (args: object, known: unknown) => true {
  const isOption = (name: string): boolean =>
    words.some((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  return (args, known) => {
    const { array, string } = known as KnownOptions;
    for (const [name, value] of Object.entries(args)) {
      // A name in camel case tells the same again.
      if (name === '_' || name === '$0' || array.includes(name)) continue;
      // Names behind a command, as many as one likes, come as a list too.
      if (Array.isArray(value) && isOption(name))
        throw badInput(`--${name}: is given ${value.length} times`, 'give it once: the others would be ignored');
      // What nobody typed is a default, which may well be empty.
      const typed = isOption(name) || words.includes('');
      if (typed && string.includes(name) && value !== undefined && (typeof value !== 'string' || value === ''))
        throw badInput(`${isOption(name) ? '--' : ''}${name}: is empty, expected a value`);
    }
    return true;
  };
}
