/** A word of a command line and where it begins in the text. */
export interface CommandWord {
  readonly text: string;
  readonly offset: number;
}

/**
 * A command line as people paste it, in the words that a shell would make of it. `undefined`: a quote is not closed.
 * A backslash at the end of a line continues it; a dash alone (a list item of a manifest) is no word.
 */
export function splitCommandLine(text: string): readonly CommandWord[] | undefined {
  const words: CommandWord[] = [];
  let word: string | null = null;
  let offset = 0;
  let quote = '';
  const add = (part: string, at: number): void => {
    if (word === null) offset = at;
    word = (word ?? '') + part;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"' && /["\\$`\n]/.test(text[at + 1] ?? '')) {
        at += 1;
        if (text[at] !== '\n') add(text[at] ?? '', at);
      } else add(character, at);
    } else if (character === '"' || character === "'") {
      quote = character;
      add('', at);
    } else if (character === '\\') {
      const end = /^\r?\n/.exec(text.slice(at + 1, at + 3))?.[0];
      if (end === undefined) add(text[at + 1] ?? '', at);
      at += end?.length ?? 1;
    } else if (/\s/.test(character)) {
      if (word !== null) words.push({ text: word, offset });
      word = null;
    } else add(character, at);
  }
  if (quote !== '') return undefined;
  if (word !== null) words.push({ text: word, offset });
  return words.filter((entry) => entry.text !== '-' && entry.text !== '');
}

/**
 * An argument that is a script of its own, as in `sh -c "exec kube-apiserver --audit-… >>log 2>&1"`, by its words from
 * kube-apiserver on and without redirections; any other argument as it is.
 */
export function scriptWords(argument: string): readonly string[] {
  const at = /(?:^|[\s/])kube-apiserver\s+(?:\\\s+)?--?\w/.exec(argument)?.index;
  if (at === undefined) return [argument];
  const words = splitCommandLine(argument.slice(at))?.map((word) => word.text);
  if (words === undefined) return [argument];
  const end = words.findIndex((word) => /^(\d?[<>]|&|\||;)/.test(word));
  return end === -1 ? words : words.slice(0, end);
}
