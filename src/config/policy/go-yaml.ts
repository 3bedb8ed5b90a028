import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseAllDocuments,
  Scalar,
  type YAMLMap,
} from 'yaml';
import type { Problem } from '../../core/errors.ts';
import { formatPath } from '../problems.ts';
import { offsetOf, type Path } from '../yaml-document.ts';
import { resolvePlain } from './go-scalar.ts';

/** A text as kube-apiserver's decoder sees it: values of JSON, and what strict decoding complains of. */
export interface GoDocument {
  readonly value: unknown;
  place(path: Path, of?: 'key' | 'value'): { readonly line: number; readonly column: number };
  /** The text of a plain scalar that YAML 1.1 takes for a boolean: `yes`. */
  booleanText(path: Path): string | undefined;
  /** Keys that are set twice; the later one counts. */
  readonly duplicates: readonly Problem[];
  /** Not even a lenient reading gets past these. */
  readonly refusals: readonly Problem[];
}

/**
 * JSON where the text begins with a brace, else the first document of a YAML 1.1 text.
 * Source: k8s.io/apimachinery pkg/runtime/serializer/{recognizer,json} and sigs.k8s.io/yaml `YAMLToJSON` at v0.36.3, v1.6.0.
 */
export function readGoDocument(text: string, file: string): GoDocument {
  const lines = new LineCounter();
  const options = {
    lineCounter: lines,
    schema: 'failsafe',
    uniqueKeys: false,
    strict: false,
    prettyErrors: false,
  } as const;
  const parsed = parseAllDocuments(text, { ...options, logLevel: 'error' });
  const document = (Array.isArray(parsed) ? parsed[0] : undefined) as Document | undefined;
  const reader = new Reader(document, lines, file);
  if (/^\s*\{/.test(text)) return reader.json(text);
  for (const error of document?.errors ?? []) reader.refuse(error.pos[0], `not valid YAML: ${error.message}`);
  return reader.yaml();
}

/** kube-apiserver has such a bound as well: aliases of aliases of aliases make gigabytes of a few lines. */
const MOST_ALIASES = 10_000;

class Reader {
  readonly #document: Document | undefined;
  readonly #lines: LineCounter;
  readonly #file: string;
  readonly #duplicates: Problem[] = [];
  readonly #refusals: Problem[] = [];
  readonly #booleans = new Map<string, string>();
  /** What the aliases stand for whose values are being read. */
  readonly #open = new Set<unknown>();
  #aliases = 0;

  constructor(document: Document | undefined, lines: LineCounter, file: string) {
    this.#document = document;
    this.#lines = lines;
    this.#file = file;
  }

  json(text: string): GoDocument {
    try {
      const value = JSON.parse(text) as unknown;
      // Once more as YAML, which JSON is: only so are keys seen that stand there twice.
      this.#value(this.#document?.contents, []);
      return this.#result(value);
    } catch {
      this.refuse(0, 'begins with a brace, so kube-apiserver reads it as JSON, and it is none');
      return this.#result(null);
    }
  }

  yaml(): GoDocument {
    return this.#result(this.#value(this.#document?.contents, []));
  }

  refuse(offset: number, message: string): void {
    this.#refusals.push(this.#problem(offset, message));
  }

  #result(value: unknown): GoDocument {
    return {
      value,
      place: (path, of = 'value') => this.#place(this.#document === undefined ? 0 : offsetOf(this.#document, path, of)),
      booleanText: (path) => this.#booleans.get(formatPath(path)),
      duplicates: this.#duplicates,
      refusals: this.#refusals,
    };
  }

  #place(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  #problem(offset: number, message: string): Problem {
    return { file: this.#file, ...this.#place(offset), message };
  }

  #value(node: unknown, path: Path): unknown {
    if (isAlias(node)) return this.#aliased(node, path);
    const target = node;
    if (isMap(target)) {
      const entries = new Map<string, unknown>();
      this.#fill(entries, target, path);
      return Object.fromEntries(entries);
    }
    if (isSeq(target)) return target.items.map((item, index) => this.#value(item, [...path, index]));
    return isScalar(target) ? this.#scalar(target, path) : null;
  }

  #aliased(alias: Alias, path: Path): unknown {
    const target = this.#target(alias);
    if (this.#open.has(target)) this.refuse(rangeOf(alias), `*${alias.source}: an anchor cannot hold itself`);
    if (target === undefined || this.#open.has(target) || this.#refusals.length > 0) return null;
    this.#aliases += 1;
    if (this.#aliases > MOST_ALIASES) {
      this.refuse(rangeOf(alias), `more than ${MOST_ALIASES} aliases`);
      return null;
    }
    this.#open.add(target);
    const value = this.#value(target, path);
    this.#open.delete(target);
    return value;
  }

  #target(alias: Alias): unknown {
    const target = this.#document === undefined ? undefined : alias.resolve(this.#document);
    if (target === undefined) this.refuse(rangeOf(alias), `*${alias.source} has no anchor before it`);
    return target;
  }

  #scalar(node: Scalar, path: Path): unknown {
    // Of the failsafe schema, where every scalar is a text.
    const text = typeof node.value === 'string' ? node.value : '';
    const tag = node.tag?.replace('tag:yaml.org,2002:', '');
    const plain = node.type === undefined || node.type === Scalar.PLAIN;
    const value = tag === 'str' || (!plain && node.tag === undefined) ? text : resolvePlain(text);
    if (typeof value === 'boolean' && !/^(true|false)$/i.test(text)) this.#booleans.set(formatPath(path), text);
    if (typeof value === 'number' && !Number.isFinite(value))
      this.refuse(node.range?.[0] ?? 0, `${formatPath(path)}: "${text}" is no number that JSON knows`);
    return value;
  }

  /** Pairs in their order into one map, those of a merge key at its place: what comes later wins. */
  #fill(entries: Map<string, unknown>, map: YAMLMap, path: Path): void {
    for (const pair of map.items as readonly Pair[]) {
      if (isScalar(pair.key) && pair.key.value === '<<' && pair.key.type === Scalar.PLAIN) {
        this.#merge(entries, pair, path);
        continue;
      }
      const key = this.#key(pair.key, path);
      if (key === null) continue;
      const at = [...path, key];
      if (entries.has(key))
        this.#duplicates.push(
          this.#problem(rangeOf(pair.key), `${formatPath(at)}: is set twice, the later one counts`),
        );
      entries.set(key, this.#value(pair.value, at));
    }
  }

  #merge(entries: Map<string, unknown>, { key, value }: Pair, path: Path): void {
    const target = isAlias(value) ? this.#target(value) : value;
    // Of several the earlier ones take precedence, so they are written last.
    const merged = isSeq(target) && !isAlias(value) ? target.items.toReversed() : [target];
    for (const item of merged) {
      const map = isAlias(item) ? this.#target(item) : item;
      if (isMap(map)) this.#fill(entries, map, path);
      else this.refuse(rangeOf(key), `${formatPath([...path, '<<'])}: a merge key needs a mapping`);
    }
  }

  #key(node: unknown, path: Path): string | null {
    const value = this.#value(node, [...path, '?']);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
    this.refuse(rangeOf(node), `${formatPath(path)}: a key must be a text`.replace(/^: /, ''));
    return null;
  }
}

function rangeOf(node: unknown): number {
  return (node as { readonly range?: readonly [number, number, number] | null } | null)?.range?.[0] ?? 0;
}
