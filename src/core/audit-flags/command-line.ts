/** A command line as people paste it, in the words that a shell would make of it. */

/** `undefined`: a quote is not closed. A backslash at the end of a line continues it; a dash alone (a list item) is no word. */
export function splitCommandLine(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (character === '\\' && quote === '"' && /["\\$`\n]/.test(text[at + 1] ?? '')) {
        at += 1;
        if (text[at] !== '\n') word += text[at] ?? '';
      } else word += character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\') {
      const end = /^\r?\n/.exec(text.slice(at + 1, at + 3))?.[0];
      if (end === undefined) word = (word ?? '') + (text[at + 1] ?? '');
      at += end?.length ?? 1;
    } else if (/\s/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') return undefined;
  if (word !== null) words.push(word);
  return words.filter((entry) => entry !== '-' && entry !== '');
}
