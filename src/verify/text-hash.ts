const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** FNV-1a's prime and offset (RFC 9923), and another offset and a prime of its own for the other half. */
const PRIME = 0x01000193;
const OFFSET = 0x811c9dc5;
const OTHER_PRIME = 0x85ebca6b;
const OTHER_OFFSET = 0x9747b28c;

/** A 64-bit hash in two halves, in an object that the next call overwrites. */
export interface Hash {
  high: number;
  low: number;
}

const hash: Hash = { high: 0, low: 0 };

/** Of the string that opens at a place, as it is spelled. */
export function hashString(bytes: Uint8Array, openAt: number): Hash {
  let high = OTHER_OFFSET;
  let low = OFFSET;
  for (let at = openAt + 1; bytes[at] !== QUOTE; at += 1) {
    const byte = bytes[at] as number;
    low = Math.imul(low ^ byte, PRIME);
    high = Math.imul(high ^ byte ^ (high >>> 15), OTHER_PRIME);
    if (byte !== BACKSLASH) continue;
    at += 1;
    low = Math.imul(low ^ (bytes[at] as number), PRIME);
  }
  hash.high = (high ^ (high >>> 13)) >>> 0;
  hash.low = (low ^ (low >>> 16)) >>> 0;
  return hash;
}
