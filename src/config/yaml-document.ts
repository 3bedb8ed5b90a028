import { type Document, isMap, isScalar, LineCounter, parseAllDocuments, parseDocument, visit } from 'yaml';
import { messageOf, type Problem } from '../core/errors.ts';

export type Path = readonly (string | number)[];

/** A YAML text that remembers where each value stands. */
export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** Place of the value at `path`, or of the key itself; of the nearest enclosing value when there is none. */
  place(path: Path, of?: 'key' | 'value'): { readonly line: number; readonly column: number };
}

/** Reads one YAML document. Every syntax problem is reported with its place; then there is no source. */
export function readYaml(text: string, file: string): { source: YamlSource } | { problems: readonly Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: 'error',
  });
  const problems = syntaxProblems(document, lines, file);
  return problems.length > 0 ? { problems } : { source: sourceOf(document, lines, file) };
}

/** The same for a file of several documents. */
export function readYamlDocuments(
  text: string,
  file: string,
): { sources: readonly YamlSource[] } | { problems: readonly Problem[] } {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const documents: readonly Document[] = Array.isArray(parsed) ? parsed : [];
  const problems = documents.flatMap((document) => syntaxProblems(document, lines, file));
  return problems.length > 0 ? { problems } : { sources: documents.map((document) => sourceOf(document, lines, file)) };
}

function syntaxProblems(document: Document, lines: LineCounter, file: string): readonly Problem[] {
  const found =
    document.errors.length === 0
      ? aliasProblems(document)
      : document.errors.map(({ pos, message }) => ({
          offset: pos[0],
          sentence: `not valid YAML: ${firstSentence(message)}`,
        }));
  return found.map(({ offset, sentence }) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, message: sentence };
  });
}

function sourceOf(document: Document, lines: LineCounter, file: string): YamlSource {
  const place = (path: Path, of: 'key' | 'value' = 'value'): { line: number; column: number } => {
    const { line, col } = lines.linePos(offsetOf(document, path, of));
    return { line, column: col };
  };
  return { file, value: document.toJS() as unknown, place };
}

/** An alias to nothing, or so many that their text would be larger than any file (the library's own bound, 100). */
function aliasProblems(document: Document): readonly { readonly offset: number; readonly sentence: string }[] {
  const problems: { offset: number; sentence: string }[] = [];
  visit(document, {
    Alias(_, alias) {
      if (alias.resolve(document) !== undefined) return;
      problems.push({
        offset: alias.range?.[0] ?? 0,
        sentence: `not valid YAML: *${short(alias.source)} has no anchor &${short(alias.source)} before it`,
      });
    },
  });
  if (problems.length > 0) return problems;
  try {
    document.toJS();
    return [];
  } catch (error) {
    return [{ offset: 0, sentence: `not readable: ${messageOf(error)}` }];
  }
}

function short(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}

export function offsetOf(document: Document, path: Path, of: 'key' | 'value'): number {
  const last = path.at(-1);
  const parent: unknown = path.length > 1 ? document.getIn(path.slice(0, -1), true) : document.contents;
  if (of === 'key' && isMap(parent)) {
    const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === String(last));
    if (isScalar(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    const range = (node as { range?: readonly [number, number, number] | null } | undefined)?.range;
    if (range) return range[0];
  }
  return 0;
}

function firstSentence(message: string): string {
  // The parser calls itself once a level.
  if (message.startsWith('Maximum call stack')) return 'it is nested too deeply';
  return message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
}
