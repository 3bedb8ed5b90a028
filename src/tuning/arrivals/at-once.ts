import type { Span } from './source.ts';

interface Record<T> {
  readonly arrivals: readonly (T & { readonly timesMs: Float64Array })[];
  readonly spans: readonly Span[];
}

/**
 * The same arrivals with each burst as fast as production may send it: all its events at its start, or spread over
 * requests / assumeRate where the scenario names a rate. A burst that came faster than that stays as it came, and what
 * follows a burst stays where it is.
 */
export function allAtOnce<T, R extends Record<T>>(record: R, assumedRates: readonly (number | null)[]): R {
  const bursts = record.spans.filter(({ kind }) => kind === 'burst');
  const factors = bursts.map((span, index) => factorOf(span, assumedRates[index] ?? null));
  const arrivals = record.arrivals.map((one) => ({
    ...one,
    timesMs: one.timesMs
      .map((atMs) => {
        const index = bursts.findIndex(({ startMs, endMs }) => atMs >= startMs && atMs < endMs);
        const burst = bursts[index];
        return burst === undefined ? atMs : burst.startMs + (atMs - burst.startMs) * (factors[index] ?? 1);
      })
      .sort(),
  }));
  return { ...record, arrivals };
}

/** What the times of a burst are multiplied by: assumed duration / measured duration, at most 1. */
function factorOf({ startMs, endMs, requests }: Span, ratePerSecond: number | null): number {
  if (ratePerSecond === null) return 0;
  return Math.min(1, (requests * 1000) / ratePerSecond / Math.max(1, endMs - startMs));
}
