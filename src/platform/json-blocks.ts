import { badInput } from '../core/errors.ts';
import { readUnpacked } from './packed-file.ts';

/** Parsed together: calls of the parser for single lines would cost a fifth more. */
const BLOCK_BYTES = 1 << 16;
const NEWLINE = 0x0a;

/**
 * The records of a JSONL file, packed or not, some 64 KiB of lines at a time. A last line cut short by a crash is left out and reported
 * through `onCut`.
 * `isRecord`: a cheap look at whether a value is one at all.
 * Errors: AuditBenchError (exit 2) for a broken line before the last and for one that is no record, with its place.
 */
export async function* readJsonBlocks<T>(
  file: string,
  onCut: () => void,
  isRecord: (value: Partial<T>) => boolean = () => true,
): AsyncGenerator<readonly T[]> {
  const lines = new LineParser<T>(file, isRecord);
  let rest: Buffer = Buffer.alloc(0);
  const stream = await readUnpacked(file, BLOCK_BYTES);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) rest = Buffer.concat([rest, chunk]);
    else {
      yield lines.parse(Buffer.concat([rest, chunk.subarray(0, end - 1)]).toString());
      rest = Buffer.from(chunk.subarray(end));
    }
  }
  if (rest.length > 0) yield lines.parse(rest.toString());
  if (lines.endsBroken) onCut();
}

/** Parses whole lines, many together, and knows where it is. */
class LineParser<T> {
  readonly #file: string;
  readonly #isRecord: (value: Partial<T>) => boolean;
  #lines = 0;
  /** The last line was none: an error as soon as another one follows. */
  endsBroken = false;

  constructor(file: string, isRecord: (value: Partial<T>) => boolean) {
    this.#file = file;
    this.#isRecord = isRecord;
  }

  parse(text: string): readonly T[] {
    if (this.endsBroken) throw this.#broken(this.#lines);
    const lines = text.split('\n');
    const together = parsed(`[${lines.join(',')}]`)?.value as T[] | undefined;
    // A line that is none, or more than one value, is looked for by itself.
    const records = together?.length === lines.length ? together : this.#oneByOne(lines);
    for (const [at, record] of records.entries()) {
      if (typeof record !== 'object' || record === null || !this.#isRecord(record))
        throw damaged(`${this.#file}:${this.#lines + at + 1}: is no record of its kind`);
    }
    this.#lines += lines.length;
    return records;
  }

  #oneByOne(lines: readonly string[]): readonly T[] {
    const records: T[] = [];
    for (const [at, line] of lines.entries()) {
      const record = parsed(line);
      if (record !== null) records.push(record.value as T);
      else if (at === lines.length - 1) this.endsBroken = true;
      else throw this.#broken(this.#lines + at + 1);
    }
    return records;
  }

  #broken(line: number): Error {
    return damaged(`${this.#file}:${line}: is not valid JSON`);
  }
}

function damaged(message: string): Error {
  return badInput(message, 'the file was damaged; audit-bench run --resume measures that trial again');
}

function parsed(text: string): { readonly value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
