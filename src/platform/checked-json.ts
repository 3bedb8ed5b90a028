import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { AuditBenchError, type Problem } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import { packageFile } from './package-info.ts';

/** The JSON Schemas that are generated from the types, in docs/. */
export type SchemaName = 'result' | 'trial';

/** More of them come from the same damage. */
const MOST_PROBLEMS = 5;

const schemas = new Map<SchemaName, z.ZodType>();

/**
 * Refuses a value that lacks a member or has another type than its schema says; members that it does not know are
 * passed over. `text` is what the value was read from, for the place.
 * Errors: AuditBenchError (exit 2) with file, line and path of each.
 */
export function checkJson(value: unknown, name: SchemaName, file: string, text: string, hint: string): void {
  const { error } = schemaOf(name).safeParse(value);
  if (error === undefined) return;
  const lineOf = lines(text);
  const problems = error.issues.slice(0, MOST_PROBLEMS).map((issue): Problem => {
    const path = issue.path.filter((part): part is string | number => typeof part !== 'symbol');
    const said = issue.message.replace(/^Invalid input: /, '').replace('received undefined', 'it is missing');
    return { file, line: lineOf(path), message: `${shown(path)}: ${said}`, hint };
  });
  throw new AuditBenchError(EXIT.badInput, problems);
}

function schemaOf(name: SchemaName): z.ZodType {
  let schema = schemas.get(name);
  if (schema === undefined) {
    const text = readFileSync(packageFile(`docs/${name}.schema.json`), 'utf8');
    // Other members are harmless: a later version of ours may have written them.
    const json = JSON.parse(text, (key, inner: unknown) =>
      key === 'additionalProperties' && inner === false ? undefined : inner,
    ) as z.core.JSONSchema.JSONSchema;
    schema = z.fromJSONSchema(json);
    schemas.set(name, schema);
  }
  return schema;
}

/** JSON is YAML, whose reader remembers where what stands. */
function lines(text: string): (path: readonly (string | number)[]) => number {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, logLevel: 'error' });
  return (path) => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: readonly [number, number, number] }
        | undefined;
      if (node?.range) return counter.linePos(node.range[0]).line;
    }
    return 1;
  };
}

function shown(path: readonly (string | number)[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}
