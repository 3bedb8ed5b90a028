import { type Document, isMap, isSeq, parse, parseDocument } from 'yaml';
import { AuditBenchError, type Problem } from '../core/errors.ts';
import { EXIT } from '../core/exit-codes.ts';
import { messageOf } from '../core/errors.ts';
import { type Path, readYaml, type YamlSource } from './yaml-document.ts';

/**
 * Reads a YAML file with `path=value` overrides on top, such as `load.phases[0].rate=800/s`. Values are YAML.
 * Errors: AuditBenchError (exit 2) for broken YAML or an override that fits nowhere.
 */
export function readDocument(text: string, file: string, overrides: readonly string[]): YamlSource {
  const read = readYaml(text, file);
  if ('problems' in read) throw new AuditBenchError(EXIT.badInput, read.problems);
  if (!isObject(read.source.value)) {
    throw new AuditBenchError(EXIT.badInput, [
      { file, line: 1, column: 1, message: 'expected a YAML mapping with apiVersion, kind and name' },
    ]);
  }
  if (overrides.length === 0) return read.source;
  const document = parseDocument(text, { logLevel: 'error' });
  const problems: Problem[] = [];
  for (const override of overrides) {
    const parsed = parseOverride(override);
    if ('message' in parsed) problems.push(parsed);
    else {
      if (fitsIn(document, parsed.path)) document.setIn(parsed.path, document.createNode(parsed.value));
      else problems.push({ message: `--set ${override}: there is nothing at this path in ${file}` });
    }
  }
  if (problems.length > 0) throw new AuditBenchError(EXIT.badInput, problems);
  return { ...read.source, value: document.toJS() as unknown };
}

/** Every index on the way is one of its list, or the next; every key is one of a mapping that is there or can be made. */
function fitsIn(document: Document, path: Path): boolean {
  return path.every((step, depth) => {
    const parent: unknown = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
    if (typeof step === 'number')
      return (
        isSeq(parent) && (step < parent.items.length || (step === parent.items.length && depth === path.length - 1))
      );
    return isMap(parent) || parent === undefined;
  });
}

/** Every letter of it counts: `load phases` is no path, `load` inside it is. */
const PATH = /^[A-Za-z][\w-]*(\.[A-Za-z][\w-]*|\[\d+\])*$/;

function parseOverride(override: string): { path: Path; value: unknown } | Problem {
  const equals = override.indexOf('=');
  const name = equals === -1 ? override : override.slice(0, equals);
  const steps = [...name.matchAll(/([A-Za-z][\w-]*)|\[(\d+)\]/g)].map(([, key, index]) => key ?? Number(index));
  if (equals < 1 || !PATH.test(name)) {
    return { message: `--set ${override}: expected path=value such as load.phases[0].rate=800/s` };
  }
  try {
    return { path: steps, value: parse(override.slice(equals + 1)) as unknown };
  } catch (error) {
    return { message: `--set ${override}: the value is not valid YAML: ${messageOf(error).split('\n')[0] ?? ''}` };
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
