/** Control characters of others' text (names, log lines) never reach the terminal; line breaks and tabs do. */
export function cleanText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\u{fffd}');
}

/** Longer than any message of ours; what a user gave may be a megabyte. */
const MOST_LETTERS = 2000;

/** The beginning and the end of a text that is too long to be read. */
export function shortText(text: string): string {
  if (text.length <= MOST_LETTERS) return text;
  const half = MOST_LETTERS / 2;
  return `${text.slice(0, half)} … (${text.length - MOST_LETTERS} letters left out) … ${text.slice(-half)}`;
}
