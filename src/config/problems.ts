import type { z } from 'zod';
import type { Problem } from '../core/errors.ts';
import { nearest } from '../core/nearest.ts';
import type { Path, YamlSource } from './yaml-document.ts';

/** `load.phases[0].rate` */
export function formatPath(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');
}

/** As YAML writes them. */
const NOT_FINITE: ReadonlyMap<number, string> = new Map([
  [Number.POSITIVE_INFINITY, '.inf'],
  [Number.NEGATIVE_INFINITY, '-.inf'],
]);

/** A value as it would stand in YAML, short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' && !Number.isFinite(value)) return NOT_FINITE.get(value) ?? '.nan';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** A problem at a place of the file. */
export function problemAt(source: YamlSource, path: Path, sentence: string, hint?: string): Problem {
  const name = formatPath(path);
  const { line, column } = source.place(path);
  const message = name === '' ? sentence : `${name}: ${sentence}`;
  return { file: source.file, line, column, message, ...(hint === undefined ? {} : { hint }) };
}

/** All problems that zod found, each with its place, sorted by line. */
export function zodProblems(source: YamlSource, error: z.ZodError, schema: z.ZodType): readonly Problem[] {
  return sortProblems(error.issues.flatMap((issue) => issueProblems(source, issue, schema)));
}

export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

function issueProblems(source: YamlSource, issue: z.core.$ZodIssue, schema: z.ZodType): readonly Problem[] {
  const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path, source.value);
    return issue.keys.map((key) => {
      const at = [...path, key];
      const { line, column } = source.place(at, 'key');
      const near = nearest(key, known);
      const advice = near === undefined ? `; known keys: ${known.join(', ')}` : `, did you mean "${near}"?`;
      return { file: source.file, line, column, message: `${formatPath(at)}: unknown key${advice}` };
    });
  }
  // No branch is for the value of the key that tells them apart, and the schema says so itself.
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    return meantBranch(issue.errors).flatMap((inner) =>
      issueProblems(source, { ...inner, path: [...issue.path, ...inner.path] }, schema),
    );
  }
  return [problemAt(source, path, sentenceOf(issue, valueAt(source.value, path)))];
}

/** Of a union's refusals those of the form that the value has: the branch that got past the value's own type. */
function meantBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const past = branches.find(
    (issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0),
  );
  return past ?? branches[0] ?? [];
}

function sentenceOf(issue: z.core.$ZodIssue, value: unknown): string {
  // A schema's own sentence; zod's begin with a word of its own.
  if (!/^(Invalid|Too|Unrecognized)/.test(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? `is missing, expected ${article(issue.expected)}`
        : `expected ${article(issue.expected)}, got ${show(value)}`;
    case 'invalid_value':
      return `expected ${issue.values.map((allowed) => show(allowed)).join(' or ')}, got ${show(value)}`;
    case 'too_small':
      if (issue.origin === 'array' || issue.origin === 'string') return 'must not be empty';
      return `must be ${issue.inclusive === true ? 'at least' : 'above'} ${String(issue.minimum)}, got ${show(value)}`;
    case 'too_big':
      return `must be at most ${String(issue.maximum)}, got ${show(value)}`;
    default:
      return issue.message;
  }
}

function article(type: string): string {
  if (type === 'int') return 'a whole number';
  return /^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined | null)?.[part], value);
}

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly element?: z.core.$ZodType;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly options?: readonly z.core.$ZodType[];
  /** The key whose value tells the options apart. */
  readonly discriminator?: string;
}

/** Keys that the schema knows at a path; walks objects, arrays and the wrappers that zod puts around them. */
function knownKeys(schema: z.ZodType, path: Path, value: unknown): readonly string[] {
  let at: Definition | undefined = unwrap(schema, value);
  for (const [index, part] of path.entries()) {
    const next: z.core.$ZodType | undefined = at?.type === 'array' ? at.element : at?.shape?.[String(part)];
    at = next === undefined ? undefined : unwrap(next, valueAt(value, path.slice(0, index + 1)));
  }
  return Object.keys(at?.shape ?? {});
}

function unwrap(schema: z.core.$ZodType, value: unknown): Definition {
  const definition = schema._zod.def as Definition;
  const inner = definition.innerType ?? (definition.type === 'pipe' ? definition.in : undefined);
  if (inner !== undefined) return unwrap(inner, value);
  const options = definition.options?.map((option) => unwrap(option, value)).filter(({ shape }) => shape !== undefined);
  return options?.find((option) => isMeant(option, definition.discriminator, value)) ?? options?.[0] ?? definition;
}

/** Whether a branch is for the value of the key that tells the branches apart. */
function isMeant({ shape }: Definition, discriminator: string | undefined, value: unknown): boolean {
  const key = discriminator === undefined ? undefined : shape?.[discriminator];
  const given = (value as Readonly<Record<string, unknown>> | null | undefined)?.[discriminator ?? ''];
  return key?._zod.values?.has(given as string) === true;
}
