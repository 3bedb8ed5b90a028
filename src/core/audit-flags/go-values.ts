/**
 * Values as Go's flag package reads them: a flag that kube-apiserver takes is taken, and one that it refuses is refused.
 * Source: strconv `ParseInt(s, 0, 64)`, `ParseBool`, `ParseFloat(s, 32)` and time `ParseDuration` at go1.26, which
 * github.com/spf13/pflag v1.0.10 calls. `undefined`: Go refuses the text.
 */

const TRUE = new Set(['1', 't', 'T', 'true', 'TRUE', 'True']);
const FALSE = new Set(['0', 'f', 'F', 'false', 'FALSE', 'False']);

export function parseGoBool(text: string): boolean | undefined {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}

/** The prefix chooses the base: `0x1F`, `0b11`, `0o17` and `017` are numbers, `1.5`, `1e3` and `08` are none. */
const INTEGER =
  /^[+-]?(?:(?<hex>0[xX](?:_?[0-9a-fA-F])+)|(?<binary>0[bB](?:_?[01])+)|(?<octal>0[oO]?(?:_?[0-7])+)|(?<decimal>0|[1-9](?:_?[0-9])*))$/;
const INT64_MAX = 2n ** 63n - 1n;

/** Within 64 bits; above 2⁵³ to the nearest number. */
export function parseGoInt(text: string): number | undefined {
  const groups = INTEGER.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const digits = text.replace(/^[+-]/, '').replaceAll('_', '');
  const value = BigInt(groups['octal'] === undefined ? digits : digits.replace(/^0[oO]?/, '0o'));
  const signed = text.startsWith('-') ? -value : value;
  return signed > INT64_MAX || signed < -INT64_MAX - 1n ? undefined : Number(signed);
}

const DECIMAL = /^[+-]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?$/;
const HEXADECIMAL =
  /^(?<sign>[+-]?)0[xX]_?(?<whole>(?:[0-9a-fA-F]_?)*)(?:\.(?<part>(?:[0-9a-fA-F]_?)*))?[pP](?<power>[+-]?\d+)$/;

/** A finite number of 32 bits. Go takes `inf` and `nan` as well; no throttle can be judged by them, so they are none here. */
export function parseGoFloat32(text: string): number | undefined {
  const value = DECIMAL.test(text) ? Number(text.replaceAll('_', '')) : hexadecimal(text);
  return value !== undefined && Number.isFinite(Math.fround(value)) ? value : undefined;
}

function hexadecimal(text: string): number | undefined {
  const groups = HEXADECIMAL.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const part = (groups['part'] ?? '').replaceAll('_', '');
  const digits = `${(groups['whole'] ?? '').replaceAll('_', '')}${part}`;
  if (digits === '') return undefined;
  const magnitude = Number(`0x${digits}`) * 2 ** (Number(groups['power']) - 4 * part.length);
  return groups['sign'] === '-' ? -magnitude : magnitude;
}

/** Nanoseconds; Go writes µ in two ways. */
const UNIT_NS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  μs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 60e9,
  h: 3600e9,
};

/** A duration such as `1m30s`, `.5s` or `-1h`, and the bare `0`, in milliseconds. */
export function parseGoDurationMs(text: string): number | undefined {
  const unsigned = text.replace(/^[+-]/, '');
  if (unsigned === '0') return 0;
  let totalNs = 0;
  let read = 0;
  for (const [part, digits, unit] of unsigned.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/gy)) {
    totalNs += Math.round(Number(digits) * (UNIT_NS[unit ?? ''] ?? Number.NaN));
    read += part.length;
  }
  if (read === 0 || read !== unsigned.length || totalNs > Number(INT64_MAX)) return undefined;
  // To the nanosecond, as Go: 2.006 · 1000 is 2005.9999999999998 in binary.
  return (text.startsWith('-') ? -totalNs : totalNs) / 1e6;
}
