import { hash } from 'node:crypto';

/** 48 bits, which a number holds exactly. */
const DIGEST_BYTES = 6;

/** Of an event's JSON, whatever the order of its members and its white space: shippers write it anew. */
export function eventDigest(json: Uint8Array): number {
  return hash('sha256', canonical(JSON.parse(Buffer.from(json).toString()) as unknown), 'buffer').readUIntBE(
    0,
    DIGEST_BYTES,
  );
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}

/** Members of one value that the other has otherwise, or has not: `user.username: "alice" here, "bob" there`. */
export function differingMembers(here: unknown, there: unknown, path = ''): readonly string[] {
  if (Object.is(here, there)) return [];
  if (isObject(here) && isObject(there)) {
    const keys = [...new Set([...Object.keys(here), ...Object.keys(there)])];
    return keys.flatMap((key) => {
      const own = Array.isArray(here) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
      return differingMembers(here[key], there[key], own);
    });
  }
  return [`${path}: ${shown(here)} here, ${shown(there)} there`];
}

type Members = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null;
}

/** A value may be a whole request body. */
const MOST_SHOWN = 60;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const json = JSON.stringify(value);
  return json.length <= MOST_SHOWN ? json : `${json.slice(0, MOST_SHOWN)}…`;
}
