import { splitCommandLine } from '../../core/audit-flags/command-line.ts';
import type { FoundCommandLine } from './form.ts';

/** A systemd unit that starts kube-apiserver; `null`: the text is none. */
export function systemdCommandLine(text: string, file: string): FoundCommandLine | null {
  if (!/^\[(Unit|Service)\]\s*$/m.test(text)) return null;
  const base = { kind: 'systemd unit', where: 'ExecStart', version: null, notes: [] };
  const start = /^ExecStart\s*=\s*[@:+!|-]*/m.exec(text);
  if (start === null) return { ...base, words: [], problems: [{ file, message: 'the unit has no ExecStart' }] };
  const from = start.index + start[0].length;
  const lineEnd = /(?<!\\)(\r?\n|$)/.exec(text.slice(from))?.index ?? 0;
  const words = splitCommandLine(text.slice(from, from + lineEnd));
  const place = (offset: number): { line: number; column: number } => {
    const before = text.slice(0, from + offset).split('\n');
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  };
  if (words === undefined)
    return { ...base, words: [], problems: [{ file, ...place(0), message: 'ExecStart: a quote is not closed' }] };
  const variables = words.filter(({ text: word }) => /^\$\{?\w+\}?$/.test(word)).map(({ text: word }) => word);
  return {
    ...base,
    words: words
      .filter(({ text: word }) => !variables.includes(word))
      .map((word) => ({ text: word.text, ...place(word.offset) })),
    notes: variables.map((name) => `${name} in ExecStart comes from the unit's environment: flags in it are not seen`),
    problems: [],
  };
}
