import type { Path, YamlSource } from './yaml-document.ts';

/** Values of a document whose form is not known: what is not there, or of another type, is `null` or empty. */

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(source: Pick<YamlSource, 'value'>, path: Path): unknown {
  return path.reduce<unknown>((at, part) => {
    if (Array.isArray(at)) return typeof part === 'number' ? (at[part] as unknown) : undefined;
    return isRecord(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  }, source.value);
}

export function textAt(source: Pick<YamlSource, 'value'>, path: Path): string | null {
  const value = valueAt(source, path);
  return typeof value === 'string' ? value : null;
}

export function itemsAt(source: Pick<YamlSource, 'value'>, path: Path): readonly unknown[] {
  const value = valueAt(source, path);
  return Array.isArray(value) ? value : [];
}
