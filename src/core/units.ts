/** Text ↔ numbers for durations, rates and sizes. Units end names: `Ms`, `Bytes`, `PerSecond`. */

const DURATION_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, us: 1e-3, µs: 1e-3 };
const SIZE_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** A Go duration such as `30s`, `1m30s`, `250ms`, in milliseconds; `undefined` when the text is none. */
export function parseDurationMs(text: string): number | undefined {
  const parts = text.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|s|m|h)/gy);
  let totalMs = 0;
  let read = 0;
  for (const [part, digits, unit] of parts) {
    totalMs += Number(digits) * (DURATION_MS[unit ?? ''] ?? Number.NaN);
    read += part.length;
  }
  // To the nanosecond, as Go: 2.006 · 1000 is 2005.9999999999998 in binary.
  return read > 0 && read === text.length ? Math.round(totalMs * 1e6) / 1e6 : undefined;
}

/** A rate such as `500/s`, `30/m`, `0.5/s`, per second; `undefined` when the text is none. */
export function parseRatePerSecond(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\/(s|m|h)$/.exec(text);
  if (match === null) return undefined;
  return (Number(match[1]) * 1000) / (DURATION_MS[match[2] ?? ''] ?? Number.NaN);
}

/** A size such as `10MiB`, `64KB`, `500B`, in bytes; `undefined` when the text is none. */
export function parseSizeBytes(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(B|kB|KB|MB|GB|KiB|MiB|GiB)$/.exec(text);
  return match === null ? undefined : Math.round(Number(match[1]) * (SIZE_BYTES[match[2] ?? ''] ?? Number.NaN));
}

/** The Go form of a duration that kube-apiserver's flags take: 1500 → `1.5s`, 250 → `250ms`, 90000 → `1m30s`. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  if (durationMs < 1000) return `${trimNumber(durationMs, 3)}ms`;
  const minutes = Math.floor(durationMs / 60_000);
  const seconds = (durationMs - minutes * 60_000) / 1000;
  const hours = Math.floor(minutes / 60);
  const text = `${hours > 0 ? `${hours}h` : ''}${minutes % 60 > 0 ? `${minutes % 60}m` : ''}`;
  return seconds === 0 ? text : `${text}${trimNumber(seconds, 3)}s`;
}

/** A size for people: 1536 → `1.5 KiB`. */
export function formatBytes(sizeBytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB'] as const;
  let value = sizeBytes;
  let index = 0;
  while (Math.abs(value) >= 1024 && index < units.length - 1) {
    value /= 1024;
    index += 1;
  }
  return `${trimNumber(value, value < 10 && index > 0 ? 1 : 0)} ${units[index] ?? 'B'}`;
}

/** A count for people: 12345 → `12,345`; `–` for what was not measured. */
export function formatCount(count: number | null): string {
  return count === null ? '–' : Math.round(count).toLocaleString('en-US');
}

/** A rate for people, a decimal below 10: 812.4 → `812/s`, 0.25 → `0.3/s`. */
export function formatPerSecond(perSecond: number): string {
  return `${perSecond < 10 ? perSecond.toFixed(1) : formatCount(perSecond)}/s`;
}

/** Milliseconds for people, three significant digits: 0.42 → `0.42 ms`, 12345 → `12.3 s`. */
export function formatMs(durationMs: number | null): string {
  if (durationMs === null) return '–';
  if (Math.abs(durationMs) >= 1000) return `${significant(durationMs / 1000)} s`;
  return `${significant(durationMs)} ms`;
}

/** A ratio as a percentage that never rounds a loss to nothing: 0.00001 → `0.001 %`. */
export function formatRatio(ratio: number | null): string {
  if (ratio === null) return '–';
  if (ratio === 0) return '0 %';
  const percent = ratio * 100;
  return percent < 0.001 ? '< 0.001 %' : `${significant(percent)} %`;
}

function significant(value: number): string {
  return Number(value.toPrecision(3)).toString();
}

function trimNumber(value: number, decimals: number): string {
  return Number(value.toFixed(decimals)).toString();
}
