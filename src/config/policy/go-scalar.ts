/**
 * What a plain scalar of a policy stands for: kube-apiserver reads YAML 1.1, where `yes` and `on` are booleans, `017` is
 * 15 and a date is a text. Source: go.yaml.in/yaml/v2 v2.4.3 resolve.go, which sigs.k8s.io/yaml v1.6.0 calls.
 */

export type GoScalar = string | number | boolean | null;

const WORDS: ReadonlyMap<string, GoScalar> = new Map<string, GoScalar>([
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((word) => [word, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((word) => [word, false] as const),
  ...['', '~', 'null', 'Null', 'NULL'].map((word) => [word, null] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);

const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;
const INTEGER =
  /^(?<sign>[-+]?)(?:0[xX](?<hex>[0-9a-fA-F]+)|0[bB](?<binary>[01]+)|0[oO]?(?<octal>[0-7]+)|(?<decimal>\d+))$/;
const DATE = /^\d{4}-\d\d?-\d\d?(?:$|[Tt ])/;

export function resolvePlain(text: string): GoScalar {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(text) || DATE.test(text)) return text;
  if (text.startsWith('.')) return FLOAT.test(text) ? Number(text) : text;
  const plain = text.replaceAll('_', '');
  return integer(plain) ?? (FLOAT.test(plain) ? Number(plain) : text);
}

/** Beyond 64 bits a number is no whole one: Go then takes decimals for a float. */
function integer(text: string): number | undefined {
  const groups = INTEGER.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { sign = '', hex, binary, octal, decimal } = groups;
  if (decimal !== undefined && decimal.length > 1 && decimal.startsWith('0')) return undefined;
  const digits =
    hex === undefined
      ? binary === undefined
        ? octal === undefined
          ? decimal
          : `0o${octal}`
        : `0b${binary}`
      : `0x${hex}`;
  const value = BigInt(digits ?? '0');
  const limit = sign === '-' ? 2n ** 63n : 2n ** 64n - 1n;
  if (value > limit) return undefined;
  return sign === '-' ? -Number(value) : Number(value);
}
