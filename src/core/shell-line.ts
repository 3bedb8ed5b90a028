/** What no POSIX shell reads as more than itself (POSIX.1-2017, Shell Command Language, 2.2 Quoting); a tilde is not
 * among it, because a shell turns a word that begins with one into a home folder (2.6.1 there). */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** Words as one types them: those that a shell would take apart stand in single quotes. */
export function shellLine(words: readonly string[]): string {
  return words.map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`)).join(' ');
}
