import wrapAnsi from 'wrap-ansi';

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

/** Narrower terminals wrap by themselves. */
const LEAST_WIDTH = 40;

/** Columns of the terminal; `null`: the output goes elsewhere, and a line is as long as what it says. */
export function terminalWidth(): number | null {
  return process.stdout.isTTY ? Math.max(LEAST_WIDTH, process.stdout.columns) : null;
}

/** What a line begins with, below which its other lines begin: its indent, or its label where two spaces follow one. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour has no width
const HEAD = /^ *(?:[^\s\u001b]+(?: [^\s\u001b]+)* {2,}(?=\S))?/;

/** Lines of at most `width` columns; what goes on begins below what it goes on from. No word is broken, colours stay. */
export function wrapped(text: string, width: number): string {
  if (!Number.isFinite(width)) return text;
  const lines = text.split('\n').map((line) => {
    const [label = ''] = HEAD.exec(line) ?? [];
    const [indent = ''] = /^ */.exec(line) ?? [];
    const head = label.length <= width / 2 ? label : indent;
    const broken = wrapAnsi(line.slice(head.length), width - head.length, { hard: false, trim: true });
    return `${head}${broken.replaceAll('\n', `\n${' '.repeat(head.length)}`)}`.trimEnd();
  });
  return lines.join('\n');
}

/** A sentence as the terminal shows it: sentences longer than this are hard to read, however wide it is. */
const LONGEST_LINE = 110;

export function sentence(text: string, width: number | null = terminalWidth()): string {
  return width === null ? text : wrapped(text, Math.min(width, LONGEST_LINE));
}
