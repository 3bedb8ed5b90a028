import { type Path, readYamlDocuments, type YamlSource } from '../yaml-document.ts';
import { textAt } from '../yaml-values.ts';

/** The YAML documents inside a text of another, their places those of the file; none where the text is no YAML. */
export function nestedSources(source: YamlSource, path: Path): readonly YamlSource[] {
  const text = textAt(source, path);
  if (text === null) return [];
  const read = readYamlDocuments(text, source.file);
  if ('problems' in read) return [];
  const start = source.place(path);
  return read.sources.map((nested) => ({
    ...nested,
    // A block text begins on the line after its `|`, and as deep as the file's author set it: the column is the text's own.
    place: (at, of) => {
      const { line, column } = nested.place(at, of);
      return { line: start.line + line, column };
    },
  }));
}
