import { MARK_BYTES } from './line-digest.ts';

/** Of the seal's file; another one is refused. */
export const SEAL_VERSION = 'audit-bench/v1';

/** A line of a seal's file: what it is, the name of a file that begins, a checkpoint, the end. */
export type SealRecord =
  | {
      readonly seal: typeof SEAL_VERSION;
      readonly createdAt: string;
      /** SHA-256 of the seal that it goes on from, hexadecimal. */
      readonly since?: string;
    }
  | { readonly file: string }
  | SealBlock
  | { readonly end: { readonly lines: number; readonly chain: string } };

interface SealBlock {
  readonly lines: number;
  /** The chain behind these lines, hexadecimal. */
  readonly chain: string;
  /** The first bytes of each line's digest, base64. */
  readonly marks: string;
}

/** A checkpoint: the chain behind so many lines from the first. */
export interface Checkpoint {
  readonly lines: number;
  readonly chain: string;
}

export interface Seal {
  readonly createdAt: string;
  readonly lines: number;
  /** MARK_BYTES of each line. */
  readonly marks: Buffer;
  readonly checkpoints: readonly Checkpoint[];
  /** Where each file began, in lines from the first of all. */
  readonly files: readonly { readonly name: string; readonly firstLine: number }[];
}

/** The text is no seal, or not all of one; the message says why. */
export class MalformedSeal extends Error {}

/** Errors: MalformedSeal, with the line. */
export function readSeal(text: string): Seal {
  const records = text.split('\n').filter((line) => line !== '');
  const files: { name: string; firstLine: number }[] = [];
  const checkpoints: Checkpoint[] = [];
  const marks: Buffer[] = [];
  let createdAt: string | undefined;
  let lines = 0;
  let ended = false;
  for (const [index, line] of records.entries()) {
    const record = recordAt(line, index + 1);
    if (ended || (index === 0) !== 'seal' in record) throw new MalformedSeal(`line ${index + 1}: out of place`);
    if ('seal' in record) {
      const version: string = record.seal;
      if (version !== SEAL_VERSION)
        throw new MalformedSeal(`line 1: a seal of version ${version}, not ${SEAL_VERSION}`);
      createdAt = record.createdAt;
    } else if ('file' in record) {
      files.push({ name: record.file, firstLine: lines });
    } else if ('end' in record) {
      if (record.end.lines !== lines)
        throw new MalformedSeal(`line ${index + 1}: is of ${record.end.lines} lines, and ${lines} are sealed`);
      ended = true;
    } else {
      const own = Buffer.from(record.marks, 'base64');
      if (own.length !== record.lines * MARK_BYTES)
        throw new MalformedSeal(`line ${index + 1}: marks of ${record.lines} lines are missing`);
      lines += record.lines;
      marks.push(own);
      checkpoints.push({ lines, chain: record.chain });
    }
  }
  if (createdAt === undefined) throw new MalformedSeal('it is empty');
  if (!ended) throw new MalformedSeal('its end is missing: it was cut, or is still being written');
  return { createdAt, lines, marks: Buffer.concat(marks), checkpoints, files };
}

function recordAt(line: string, number: number): SealRecord {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    throw new MalformedSeal(`line ${number}: is no JSON`);
  }
  if (isRecord(record) && isSealRecord(record)) return record;
  throw new MalformedSeal(`line ${number}: is no record of a seal`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isSealRecord(record: Readonly<Record<string, unknown>>): record is SealRecord & typeof record {
  const { end } = record;
  if ('seal' in record) return typeof record['createdAt'] === 'string';
  if ('file' in record) return typeof record['file'] === 'string';
  if (end !== undefined) return isRecord(end) && typeof end['lines'] === 'number' && typeof end['chain'] === 'string';
  return (
    typeof record['lines'] === 'number' && typeof record['chain'] === 'string' && typeof record['marks'] === 'string'
  );
}
